import type { ComfyMissing } from '../../../shared/engines/comfyui.ts';

/** Where a server looks for the files of an input, and what Wan VACE needs there. */
const files: Readonly<Record<string, { readonly folder: string; readonly what: string }>> = {
  unet_name: {
    folder: 'models/diffusion_models',
    what: 'a Wan VACE model, for example wan2.1_vace_14B_fp16.safetensors or wan2.1_vace_1.3B_fp16.safetensors',
  },
  clip_name: {
    folder: 'models/text_encoders',
    what: 'the text encoder of Wan, for example umt5_xxl_fp8_e4m3fn_scaled.safetensors',
  },
  vae_name: { folder: 'models/vae', what: 'the VAE of Wan 2.1, wan_2.1_vae.safetensors' },
  lora_name: { folder: 'models/loras', what: 'the LoRA' },
};

/** Nodes of ComfyUI itself that the workflow uses: where one is missing, ComfyUI is too old. */
const builtIn = new Set([
  ...['UNETLoader', 'CLIPLoader', 'VAELoader', 'LoraLoaderModelOnly', 'ModelSamplingSD3', 'CLIPTextEncode'],
  ...['LoadImage', 'RepeatImageBatch', 'ImageBatch', 'ImageToMask', 'WanVaceToVideo', 'KSampler'],
  ...['KSamplerAdvanced', 'TrimVideoLatent', 'VAEDecode', 'VAEDecodeTiled', 'SaveImage'],
]);

export function missingNode(name: string): ComfyMissing {
  return {
    kind: 'node',
    name,
    install: builtIn.has(name)
      ? 'Update ComfyUI: this node is part of newer versions.'
      : 'Install the custom nodes it belongs to, in the manager of ComfyUI under "Install missing".',
  };
}

/** A file or value that an input was set to and the server does not have. */
export function missingValue(input: string, name: string): ComfyMissing {
  const place = files[input];
  return place === undefined
    ? { kind: 'value', name: `${input}: ${name}`, install: 'Choose one of those the server offers.' }
    : {
        kind: 'file',
        name,
        install: `Put it into ComfyUI/${place.folder} on the server, or choose one it has.`,
      };
}

/** Nothing to choose from at all. */
export function missingKind(input: string): ComfyMissing {
  const place = files[input];
  return {
    kind: 'file',
    name: place?.what ?? input,
    install: `Put it into ComfyUI/${place?.folder ?? 'models'} on the server and restart it.`,
  };
}

/** What is missing, as one sentence. */
export function missingWords(missing: readonly ComfyMissing[]): string {
  return missing.map(({ kind, name }) => (kind === 'node' ? `node ${name}` : name)).join(', ');
}
