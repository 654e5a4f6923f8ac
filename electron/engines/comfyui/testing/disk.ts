import type { FakeFiles, FakeNode, Value } from './nodes.ts';
import type { FakeOptions } from './options.ts';

/** What a SaveImage node says it wrote. */
export interface Saved {
  readonly images: readonly {
    readonly filename: string;
    readonly subfolder: string;
    readonly type: string;
  }[];
}

/** The folders of a fake server: models, pictures it was sent, pictures it made. */
export class FakeDisk {
  readonly files: FakeFiles = {
    models: [
      'wan2.1_vace_1.3B_fp16.safetensors',
      'wan2.2_vace_high.safetensors',
      'wan2.2_vace_low.safetensors',
    ],
    encoders: ['umt5_xxl_fp8_e4m3fn_scaled.safetensors'],
    vaes: ['wan_2.1_vae.safetensors'],
    loras: ['style/film-grain.safetensors', 'Wan21_CausVid_14B_T2V_lora_rank32.safetensors'],
  };
  readonly uploads: string[] = [];
  readonly inputs = new Map<string, Uint8Array>();
  readonly outputs = new Map<string, Uint8Array>();
  readonly #options: FakeOptions;

  constructor(options: FakeOptions) {
    this.#options = options;
  }

  /** Takes an upload in and answers where it went. */
  async store(form: FormData): Promise<unknown> {
    const file = form.get('image') as File;
    const subfolder = String(form.get('subfolder') ?? '');
    const name = this.#options.clash ? file.name.replace('.png', ' (1).png') : file.name;
    this.uploads.push(file.name);
    this.inputs.set(placeOf(subfolder, name), new Uint8Array(await file.arrayBuffer()));
    return { name, subfolder, type: 'input' };
  }

  find(query: URLSearchParams): Uint8Array | null {
    const { filename = '', subfolder = '', type } = Object.fromEntries(query);
    const shelf = type === 'input' ? this.inputs : this.outputs;
    return shelf.get(placeOf(subfolder, filename)) ?? null;
  }

  /** What a SaveImage node does with the frames it is given. */
  save(node: FakeNode, value: Value | undefined): Saved {
    const [filename = '', ...folders] = String(node.inputs['filename_prefix']).split('/').reverse();
    const subfolder = folders.reverse().join('/');
    const frames = value?.kind === 'images' ? value.frames : [];
    const lost = this.#options.framesLost;
    const kept = lost >= 0 ? frames.slice(lost) : [...frames, ...frames.slice(lost)];
    const images = kept.map((bytes, at) => {
      const name = `${filename}_${String(at + 1).padStart(5, '0')}_.png`;
      this.outputs.set(placeOf(subfolder, name), bytes);
      return { filename: name, subfolder, type: 'output' };
    });
    return { images };
  }
}

const placeOf = (subfolder: string, name: string) => (subfolder === '' ? name : `${subfolder}/${name}`);
