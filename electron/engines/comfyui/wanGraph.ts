import type { Size } from '../../../shared/project/schema.ts';
import { GraphBuilder, type Graph, type Link, type Run } from './graph.ts';
import type { Catalogue } from './objectInfo.ts';
import type { ModelChoice, Recipe } from './recipe.ts';

/** A batch as a workflow takes it: the pictures are on the server, by name, exactly `length` of each. */
export interface GraphInputs {
  readonly guide: readonly Run[];
  readonly mask: readonly Run[];
  readonly size: Size;
  /** Frames, step*n + 1: the server rounds anything else without a word. */
  readonly length: number;
  readonly prompt: string;
  readonly negative: string;
  readonly seed: number;
  readonly strength: number;
  readonly tiled: boolean;
  /** Where the server saves frames: folder and beginning of the names. */
  readonly prefix: string;
}

export interface BuiltGraph {
  readonly graph: Graph;
  /** The node whose pictures are the batch's frames. */
  readonly output: string;
}

/** The node classes the workflow is made of. */
export function classesOf(models: number): readonly string[] {
  return [
    ...['UNETLoader', 'CLIPLoader', 'VAELoader', 'LoraLoaderModelOnly', 'ModelSamplingSD3', 'CLIPTextEncode'],
    ...['LoadImage', 'RepeatImageBatch', 'ImageBatch', 'ImageToMask', 'WanVaceToVideo'],
    models === 1 ? 'KSampler' : 'KSamplerAdvanced',
    ...['TrimVideoLatent', 'VAEDecode', 'VAEDecodeTiled', 'SaveImage'],
  ];
}

/**
 * Wan VACE as a workflow: guide and mask -> WanVaceToVideo -> one sampler, or two for Wan 2.2 -> TrimVideoLatent ->
 * decode -> one PNG a frame. Pure. TrimVideoLatent stays without a reference: it is harmless, and one may be added.
 */
export function wanGraph(recipe: Recipe, inputs: GraphInputs, catalogue: Catalogue): BuiltGraph {
  const build = new GraphBuilder();
  const clip = build.add('CLIPLoader', 'Text encoder', { clip_name: recipe.textEncoder, type: 'wan' });
  const vae = build.add('VAELoader', 'VAE', { vae_name: recipe.vae });
  const control_video = build.addFrames(inputs.guide, 'Guide');
  const pictures = build.addFrames(inputs.mask, 'Mask');
  const control_masks = build.add('ImageToMask', 'Mask', { image: pictures, channel: 'red' });
  const [video] = build.add('WanVaceToVideo', 'VACE', {
    positive: build.add('CLIPTextEncode', 'Prompt', { text: inputs.prompt, clip }),
    negative: build.add('CLIPTextEncode', 'Negative prompt', { text: inputs.negative, clip }),
    vae,
    width: inputs.size.width,
    height: inputs.size.height,
    length: inputs.length,
    batch_size: 1,
    strength: inputs.strength,
    control_video,
    control_masks,
  });
  const sampled = addSampling(build, recipe, inputs.seed, {
    positive: [video, 0],
    negative: [video, 1],
    latent_image: [video, 2],
  });
  const samples = build.add('TrimVideoLatent', 'Trim', { samples: sampled, trim_amount: [video, 3] });
  const images = build.add(
    inputs.tiled ? 'VAEDecodeTiled' : 'VAEDecode',
    'Decode',
    inputs.tiled ? { samples, vae, ...tilesFor(catalogue) } : { samples, vae },
  );
  const [output] = build.add('SaveImage', 'Frames', { images, filename_prefix: inputs.prefix });
  return { graph: build.graph, output };
}

interface Conditioning {
  readonly positive: Link;
  readonly negative: Link;
  readonly latent_image: Link;
}

function addSampling(build: GraphBuilder, recipe: Recipe, seed: number, conditioning: Conditioning): Link {
  const how = {
    steps: recipe.steps,
    cfg: recipe.cfg,
    sampler_name: recipe.sampler,
    scheduler: recipe.scheduler,
  };
  const [first, second] = recipe.models;
  const model = addModel(build, first, recipe.shift);
  if (second === undefined) {
    return build.add('KSampler', 'Sampling', { model, seed, ...how, ...conditioning, denoise: 1 });
  }
  const noisy = build.add('KSamplerAdvanced', 'Sampling, high noise', {
    model,
    add_noise: 'enable',
    noise_seed: seed,
    ...how,
    ...conditioning,
    start_at_step: 0,
    end_at_step: recipe.switchAt,
    return_with_leftover_noise: 'enable',
  });
  return build.add('KSamplerAdvanced', 'Sampling, low noise', {
    model: addModel(build, second, recipe.shift),
    add_noise: 'disable',
    noise_seed: seed,
    ...how,
    ...conditioning,
    latent_image: noisy,
    start_at_step: recipe.switchAt,
    end_at_step: recipe.steps,
    return_with_leftover_noise: 'disable',
  });
}

function addModel(build: GraphBuilder, { model, loras }: ModelChoice, shift: number): Link {
  const loaded = build.add('UNETLoader', 'Model', { unet_name: model, weight_dtype: 'default' });
  const changed = addLoras(build, loaded, loras);
  return build.add('ModelSamplingSD3', 'Shift', { model: changed, shift });
}

/** LoRAs one after the other onto a model. */
export function addLoras(
  build: GraphBuilder,
  model: Link,
  loras: readonly { readonly name: string; readonly weight: number }[],
): Link {
  return loras.reduce<Link>(
    (link, { name, weight }) =>
      build.add('LoraLoaderModelOnly', `LoRA ${name}`, {
        model: link,
        lora_name: name,
        strength_model: weight,
      }),
    model,
  );
}

/** Small tiles in space and time; older servers do not know those in time. */
function tilesFor(catalogue: Catalogue): Readonly<Record<string, number>> {
  const known = catalogue.get('VAEDecodeTiled')?.inputs;
  const wished = { tile_size: 256, overlap: 64, temporal_size: 32, temporal_overlap: 8 };
  return Object.fromEntries(Object.entries(wished).filter(([name]) => known?.has(name) ?? true));
}
