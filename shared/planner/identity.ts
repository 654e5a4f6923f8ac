import type { Defaults, Lora } from '../project/schema.ts';
import type { Segment } from '../project/timeline.ts';
import type { Parameters } from './schema.ts';

const text = (own: string | null): string | null => (own === null || own.trim() === '' ? null : own);

/** LoRAs are a set with weights: their order and an exact repetition mean nothing. */
function loraSet(loras: readonly Lora[]): Lora[] {
  const sorted = [...loras].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.weight - b.weight,
  );
  const set = sorted.filter((lora, i) => {
    const before = sorted[i - 1];
    return before?.name !== lora.name || before.weight !== lora.weight;
  });
  return set.map(({ name, weight }) => ({ name, weight }));
}

/**
 * What every segment is generated with: its own text, else the enhanced one, else the default; a blank text is
 * none. Equal neighbours get the same object. These are compared as they are also for an engine that reads no
 * prompts: the draft then shows the cuts of the film it is a draft of. O(segments).
 */
export function resolveParameters(segments: readonly Segment[], defaults: Defaults): readonly Parameters[] {
  const defaultLoras = loraSet(defaults.loras);
  let before: Parameters | null = null;
  return segments.map(({ settings }) => {
    const own: Parameters = {
      prompt: text(settings.prompt) ?? text(settings.enhanced) ?? text(defaults.prompt) ?? '',
      negative: text(settings.negative) ?? text(defaults.negative) ?? '',
      loras: settings.loras === null ? defaultLoras : loraSet(settings.loras),
      seed: settings.seed ?? defaults.seed,
      strength: settings.strength ?? defaults.strength,
      steps: defaults.steps,
      cfg: defaults.cfg,
      model: defaults.model,
    };
    before = before !== null && identical(before, own) ? before : own;
    return before;
  });
}

/** The parameters of a project without any segment. */
export function defaultParameters(defaults: Defaults): Parameters {
  const { prompt, negative, loras, ...rest } = defaults;
  return { prompt: text(prompt) ?? '', negative: text(negative) ?? '', loras: loraSet(loras), ...rest };
}

const words = {
  prompt: 'prompt',
  negative: 'negative prompt',
  loras: 'LoRAs',
  seed: 'seed',
  strength: 'strength',
  steps: 'steps',
  cfg: 'cfg',
  model: 'model',
} as const satisfies Record<keyof Parameters, string>;

const fields = Object.keys(words) as (keyof Parameters)[];
const none: readonly string[] = Object.freeze([]);

const sameLoras = (a: readonly Lora[], b: readonly Lora[]): boolean =>
  a === b ||
  (a.length === b.length && a.every((lora, i) => lora.name === b[i]?.name && lora.weight === b[i].weight));

/** Whether two segments may share a batch; field by field, as it is asked for every pair of neighbours. */
function identical(a: Parameters, b: Parameters): boolean {
  return (
    a.prompt === b.prompt &&
    a.negative === b.negative &&
    a.seed === b.seed &&
    a.strength === b.strength &&
    a.steps === b.steps &&
    a.cfg === b.cfg &&
    a.model === b.model &&
    sameLoras(a.loras, b.loras)
  );
}

/** The parameters in which two segments differ, in words; empty where they may share a batch. */
export function differences(a: Parameters, b: Parameters): readonly string[] {
  if (a === b) {
    return none;
  }
  const differ = fields.filter((field) =>
    field === 'loras' ? !sameLoras(a.loras, b.loras) : a[field] !== b[field],
  );
  return differ.map((field) => words[field]);
}

/** What keeps two neighbours out of one batch; joined prompts are no reason. */
export function obstacles(a: Parameters, b: Parameters, joinPrompts: boolean): readonly string[] {
  const all = differences(a, b);
  return joinPrompts ? all.filter((word) => word !== words.prompt) : all;
}

/** One set of parameters for a batch: prompts that differ become `a | b | c`, in the order of the film. */
export function joinParameters(parts: readonly Parameters[]): Parameters | null {
  const [first] = parts;
  if (first === undefined) {
    return null;
  }
  const prompts = parts
    .map((part) => part.prompt)
    .filter((prompt, i, all) => prompt !== '' && prompt !== all[i - 1]);
  return prompts.length < 2 && first.prompt === (prompts[0] ?? '')
    ? first
    : { ...first, prompt: prompts.join(' | ') };
}
