import type { Acceleration, ComfyChoices, ComfySettings } from '../../../shared/engines/comfyui.ts';
import type { Parameters } from '../../../shared/planner/schema.ts';
import { GenerationFailure } from '../../generation/engine.ts';

export interface WeightedLora {
  readonly name: string;
  readonly weight: number;
}

/** One model and the LoRAs that go onto it, in order. */
export interface ModelChoice {
  readonly model: string;
  readonly loras: readonly WeightedLora[];
}

/** Everything of the sampling that is chosen, with no null left. */
export interface Recipe {
  /** One model, or Wan 2.2's two: high noise first. */
  readonly models: readonly [ModelChoice] | readonly [high: ModelChoice, low: ModelChoice];
  /** The step at which the second model takes over; 0 with one model. */
  readonly switchAt: number;
  readonly textEncoder: string;
  readonly vae: string;
  readonly steps: number;
  readonly cfg: number;
  readonly shift: number;
  readonly sampler: string;
  readonly scheduler: string;
}

/**
 * Settings, a batch's parameters and what the server has -> what is used. Where nothing was chosen, the file whose
 * name fits best; a name that was chosen is used as it is, and the check before sending says when it is not there.
 * Throws GenerationFailure `refused` where nothing can be chosen.
 */
export function recipeOf(settings: ComfySettings, parameters: Parameters, choices: ComfyChoices): Recipe {
  const { acceleration, workflow } = settings;
  const steps = parameters.steps ?? acceleration?.steps ?? settings.steps;
  const shared = {
    textEncoder: settings.textEncoder ?? best('text encoder', choices.textEncoders, [/umt5/i]),
    vae: settings.vae ?? best('VAE', choices.vaes, [/wan.*2[._]?1.*vae/i, /wan.*vae/i]),
    steps,
    cfg: parameters.cfg ?? acceleration?.cfg ?? settings.cfg,
    shift: settings.shift,
    sampler: settings.sampler,
    scheduler: settings.scheduler,
  };
  const lorasFor = (noise: 'high' | 'low' | null) => [
    ...accelerationLoras(acceleration, noise),
    ...parameters.loras
      .map(({ name, weight }) => ({ name: found(name, choices.loras), weight }))
      .filter(({ name }) => noise === null || noiseOf(name) === null || noiseOf(name) === noise),
  ];
  if (workflow.kind === 'wan22') {
    const high = workflow.high ?? best('high-noise model', choices.models, [/vace.*high/i, /high.*vace/i]);
    const low = workflow.low ?? best('low-noise model', choices.models, [/vace.*low/i, /low.*vace/i]);
    if (steps < 2) {
      throw new GenerationFailure(
        'refused',
        'Wan 2.2 needs at least 2 steps: its two models share them.',
        'Set more steps.',
      );
    }
    const switchAt = Math.min(steps - 1, Math.max(1, Math.round(steps * workflow.switchAt)));
    return {
      ...shared,
      switchAt,
      models: [
        { model: high, loras: lorasFor('high') },
        { model: low, loras: lorasFor('low') },
      ],
    };
  }
  const chosen = parameters.model ?? (workflow.kind === 'wan21' ? workflow.model : null);
  const model = chosen === null ? best('model', choices.models, [/vace/i]) : found(chosen, choices.models);
  return { ...shared, switchAt: 0, models: [{ model, loras: lorasFor(null) }] };
}

/** LoRAs for Wan 2.2 often come in pairs; which model one is for, its name says. null: for both. */
export function noiseOf(name: string): 'high' | 'low' | null {
  const high = /high/i.test(name);
  const low = /(^|[^a-z])low|low[_ -]?noise/i.test(name);
  return high === low ? null : high ? 'high' : 'low';
}

function accelerationLoras(chosen: Acceleration | null, noise: 'high' | 'low' | null): WeightedLora[] {
  if (chosen === null) {
    return [];
  }
  const name = noise === 'low' ? (chosen.lowLora ?? chosen.lora) : chosen.lora;
  return [{ name, weight: chosen.weight }];
}

/** A name as a person writes it ("film-grain") as the server lists it ("style/film-grain.safetensors"). */
function found(name: string, listed: readonly string[]): string {
  const bare = (file: string) => (file.split(/[\\/]/).at(-1) ?? file).replace(/\.\w+$/, '').toLowerCase();
  const exact = listed.find((file) => file === name);
  const alike = listed.filter((file) => bare(file) === bare(name));
  return exact ?? (alike.length === 1 ? (alike[0] ?? name) : name);
}

function best(what: string, listed: readonly string[], fitting: readonly RegExp[]): string {
  for (const pattern of fitting) {
    const fit = listed.find((file) => pattern.test(file));
    if (fit !== undefined) {
      return fit;
    }
  }
  const only = listed.length === 1 ? listed[0] : undefined;
  if (only !== undefined) {
    return only;
  }
  throw new GenerationFailure(
    'refused',
    listed.length === 0 ? `The ComfyUI server has no ${what}.` : `It is not chosen which ${what} to use.`,
    listed.length === 0
      ? 'Install Wan VACE on the server: docs/engines.md names the files and their folders.'
      : `Choose the ${what} in the settings of the engine.`,
  );
}
