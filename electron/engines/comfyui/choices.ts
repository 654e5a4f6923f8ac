import type { Acceleration, ComfyChoices, ComfySettings } from '../../../shared/engines/comfyui.ts';
import { marksIn } from './ownGraph.ts';
import { optionsOf, type Catalogue } from './objectInfo.ts';
import { noiseOf } from './recipe.ts';
import { classesOf } from './wanGraph.ts';

/** The node classes whose description is needed for these settings. */
export function classesFor({ workflow }: ComfySettings): readonly string[] {
  return workflow.kind === 'own'
    ? [...classesOf(1), ...Object.values(workflow.graph).map(({ class_type }) => class_type)]
    : classesOf(workflow.kind === 'wan21' ? 1 : 2);
}

/** What can be chosen on a server, by its own word. */
export function choicesIn(catalogue: Catalogue): ComfyChoices {
  const loras = optionsOf(catalogue, 'LoraLoaderModelOnly', 'lora_name');
  const sampler = catalogue.has('KSampler') ? 'KSampler' : 'KSamplerAdvanced';
  return {
    models: [...optionsOf(catalogue, 'UNETLoader', 'unet_name')],
    textEncoders: [...optionsOf(catalogue, 'CLIPLoader', 'clip_name')],
    vaes: [...optionsOf(catalogue, 'VAELoader', 'vae_name')],
    loras: [...loras],
    samplers: [...optionsOf(catalogue, sampler, 'sampler_name')],
    schedulers: [...optionsOf(catalogue, sampler, 'scheduler')],
    accelerations: loras.flatMap((lora) => accelerationOf(lora, loras) ?? []),
  };
}

/** Values a few-steps LoRA is published with; null for other LoRAs. */
function accelerationOf(lora: string, all: readonly string[]): Acceleration | null {
  if (noiseOf(lora) === 'low') {
    return null;
  }
  const named = (name: string) => name.replace(/high/gi, 'low').toLowerCase();
  const low = noiseOf(lora) === 'high' ? all.find((other) => other.toLowerCase() === named(lora)) : undefined;
  if (/causvid/i.test(lora)) {
    return { lora, lowLora: low ?? null, weight: 0.5, steps: 6, cfg: 1 };
  }
  if (/lightx2v|lightning|distill/i.test(lora)) {
    return { lora, lowLora: low ?? null, weight: 1, steps: 4, cfg: 1 };
  }
  return null;
}

/** What the workflow can do with this server: steps and multiples are the server's own. */
export interface Ability {
  readonly step: number;
  readonly multiple: number;
  readonly largest: number;
  readonly loras: boolean;
  readonly prompts: boolean;
}

export function abilityOf(settings: ComfySettings, catalogue: Catalogue): Ability {
  const vace = catalogue.get('WanVaceToVideo')?.inputs;
  const step = vace?.get('length')?.step ?? 4;
  const multiple = vace?.get('width')?.step ?? 16;
  const most = Math.min(settings.largest, vace?.get('length')?.max ?? settings.largest);
  const marks = settings.workflow.kind === 'own' ? marksIn(settings.workflow.graph) : null;
  return {
    step,
    multiple,
    largest: Math.floor((most - 1) / step) * step + 1,
    loras: marks === null ? catalogue.has('LoraLoaderModelOnly') : marks.model.length > 0,
    prompts: marks === null || marks.prompt.length > 0,
  };
}
