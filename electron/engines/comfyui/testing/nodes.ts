/**
 * What the fake server can execute: the node classes of a Wan VACE workflow as the protocol has them, not as our
 * client uses them. Pictures stay the bytes they were sent as.
 */

export interface FakeNode {
  readonly class_type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export type FakeGraph = Readonly<Record<string, FakeNode>>;

/** What the server has on its disk. */
export interface FakeFiles {
  models: string[];
  encoders: string[];
  vaes: string[];
  loras: string[];
}

/** What one WanVaceToVideo was given: PNG bytes frame by frame, before any padding. */
export interface Received {
  readonly guide: readonly Uint8Array[];
  readonly mask: readonly Uint8Array[];
  readonly width: number;
  readonly height: number;
  readonly length: number;
  readonly strength: number;
  /** Of the last sampler; 0 before. */
  readonly seed: number;
}

const int = (extra: object = {}) => ['INT', { default: 0, min: 0, max: 16384, ...extra }];
const float = ['FLOAT', { default: 1, min: 0, max: 1000, step: 0.01 }];
const text = ['STRING', { multiline: true }];

/** `/object_info` of every class. `combos` is the form of lists: old servers give them bare. */
export function describedNodes(files: FakeFiles, combos: 'old' | 'new'): Record<string, unknown> {
  const list = (options: readonly string[], more: object = {}) =>
    combos === 'old' ? [options, more] : ['COMBO', { options, ...more }];
  const samplers = list(['euler', 'uni_pc', 'uni_pc_bh2']);
  const schedulers = list(['simple', 'normal', 'beta']);
  const node = (required: object, output: readonly string[], optional: object = {}, isOutput = false) => ({
    input: { required, optional },
    output,
    output_node: isOutput,
  });
  const sampling = {
    model: ['MODEL'],
    steps: int(),
    cfg: float,
    sampler_name: samplers,
    scheduler: schedulers,
    positive: ['CONDITIONING'],
    negative: ['CONDITIONING'],
    latent_image: ['LATENT'],
  };
  const onOff = list(['enable', 'disable']);
  return {
    UNETLoader: node({ unet_name: list(files.models), weight_dtype: list(['default', 'fp8_e4m3fn']) }, [
      'MODEL',
    ]),
    CLIPLoader: node({ clip_name: list(files.encoders), type: list(['sd3', 'wan']) }, ['CLIP']),
    VAELoader: node({ vae_name: list(files.vaes) }, ['VAE']),
    LoraLoaderModelOnly: node({ model: ['MODEL'], lora_name: list(files.loras), strength_model: float }, [
      'MODEL',
    ]),
    ModelSamplingSD3: node({ model: ['MODEL'], shift: float }, ['MODEL']),
    CLIPTextEncode: node({ text, clip: ['CLIP'] }, ['CONDITIONING']),
    LoadImage: node({ image: list(['example.png'], { image_upload: true }) }, ['IMAGE', 'MASK']),
    LoadImageMask: node({ image: list(['example.png'], { image_upload: true }), channel: list(['red']) }, [
      'MASK',
    ]),
    RepeatImageBatch: node({ image: ['IMAGE'], amount: int({ min: 1, max: 64 }) }, ['IMAGE']),
    ImageBatch: node({ image1: ['IMAGE'], image2: ['IMAGE'] }, ['IMAGE']),
    ImageToMask: node({ image: ['IMAGE'], channel: list(['red', 'green', 'blue', 'alpha']) }, ['MASK']),
    WanVaceToVideo: node(
      {
        positive: ['CONDITIONING'],
        negative: ['CONDITIONING'],
        vae: ['VAE'],
        width: int({ default: 832, min: 16, step: 16 }),
        height: int({ default: 480, min: 16, step: 16 }),
        length: int({ default: 81, min: 1, step: 4 }),
        batch_size: int({ default: 1, min: 1 }),
        strength: float,
      },
      ['CONDITIONING', 'CONDITIONING', 'LATENT', 'INT'],
      { control_video: ['IMAGE'], control_masks: ['MASK'], reference_image: ['IMAGE'] },
    ),
    KSampler: node({ ...sampling, seed: int(), denoise: float }, ['LATENT']),
    KSamplerAdvanced: node(
      {
        ...sampling,
        add_noise: onOff,
        noise_seed: int(),
        start_at_step: int(),
        end_at_step: int(),
        return_with_leftover_noise: onOff,
      },
      ['LATENT'],
    ),
    TrimVideoLatent: node({ samples: ['LATENT'], trim_amount: int() }, ['LATENT']),
    VAEDecode: node({ samples: ['LATENT'], vae: ['VAE'] }, ['IMAGE']),
    VAEDecodeTiled: node(
      { samples: ['LATENT'], vae: ['VAE'], tile_size: int(), overlap: int(), ...tilesInTime(combos) },
      ['IMAGE'],
    ),
    SaveImage: node({ images: ['IMAGE'], filename_prefix: text }, [], {}, true),
  };
}

const tilesInTime = (combos: 'old' | 'new') =>
  combos === 'old' ? {} : { temporal_size: int(), temporal_overlap: int() };

export type Value =
  | { readonly kind: 'images'; readonly frames: readonly Uint8Array[] }
  | { readonly kind: 'latent'; readonly received: Received }
  | { readonly kind: 'other' };

export interface Bench {
  readonly input: (name: string) => Uint8Array | null;
  /** A picture the model "made": PNG. */
  readonly paint: (received: Received, at: number) => Promise<Uint8Array>;
}

/** Executes one node. Frames of latents are counted as Wan does: ((length - 1) // 4) + 1, four frames each but the first. */
export async function execute(
  node: FakeNode,
  input: (name: string) => Value | undefined,
  bench: Bench,
): Promise<Value> {
  const images = (name: string) => {
    const value = input(name);
    return value?.kind === 'images' ? value.frames : [];
  };
  const number = (name: string) => Number(node.inputs[name]);
  switch (node.class_type) {
    case 'LoadImage':
    case 'LoadImageMask': {
      const bytes = bench.input(String(node.inputs['image']));
      return { kind: 'images', frames: bytes === null ? [] : [bytes] };
    }
    case 'RepeatImageBatch': {
      const frames = images('image');
      return { kind: 'images', frames: Array.from({ length: number('amount') }, () => frames).flat() };
    }
    case 'ImageBatch':
      return { kind: 'images', frames: [...images('image1'), ...images('image2')] };
    case 'ImageToMask':
      return { kind: 'images', frames: images('image') };
    case 'WanVaceToVideo':
      return {
        kind: 'latent',
        received: {
          guide: images('control_video'),
          mask: images('control_masks'),
          width: number('width'),
          height: number('height'),
          length: number('length'),
          strength: number('strength'),
          seed: 0,
        },
      };
    case 'KSampler':
    case 'KSamplerAdvanced': {
      const latent = input('latent_image');
      const seed = number(node.class_type === 'KSampler' ? 'seed' : 'noise_seed');
      return latent?.kind === 'latent'
        ? { kind: 'latent', received: { ...latent.received, seed } }
        : { kind: 'other' };
    }
    case 'TrimVideoLatent':
      return input('samples') ?? { kind: 'other' };
    case 'VAEDecode':
    case 'VAEDecodeTiled': {
      const latent = input('samples');
      if (latent?.kind !== 'latent') {
        return { kind: 'images', frames: [] };
      }
      const { received } = latent;
      const count = Math.floor((received.length - 1) / 4) * 4 + 1;
      const frames: Uint8Array[] = [];
      for (let at = 0; at < count; at++) {
        frames.push(await bench.paint(received, at));
      }
      return { kind: 'images', frames };
    }
    default:
      return { kind: 'other' };
  }
}
