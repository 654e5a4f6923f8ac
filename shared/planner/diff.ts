import type { Batch, Parameters, Plan } from './schema.ts';

export interface PlanDiff {
  /** Batches of the plan after, by index: `kept` has the same content in the plan before, at index `before`. */
  readonly kept: readonly { readonly before: number; readonly after: number }[];
  readonly added: readonly number[];
  /** Batches of the plan before, by index. */
  readonly gone: readonly number[];
}

/** The text of parameters, computed once for each object: batches share them. */
function parameterTexts(): (parameters: Parameters) => string {
  const known = new Map<Parameters, string>();
  return (parameters) => {
    const text = known.get(parameters) ?? JSON.stringify(parameters);
    known.set(parameters, text);
    return text;
  };
}

/**
 * What a batch is made from as far as the plan knows: keyframes at batch frames, lengths, context, parameters, and
 * where in its first segment it begins; no position in the film, so that moving a part of it makes nothing stale.
 */
function contentKey(batch: Batch, segmentFrom: number, textOf: (parameters: Parameters) => string): string {
  const anchors = batch.anchors.map((a) => `${a.keyframe}@${String(a.at)}+${String(a.hold)}`).join(' ');
  const lengths = [batch.context, batch.wanted, batch.generated, batch.from - segmentFrom].join(' ');
  return `${lengths}|${anchors}|${batch.segments.join(' ')}|${textOf(batch.parameters)}`;
}

/** First frames of a plan's segments, by key. */
function segmentStarts(plan: Plan): ReadonlyMap<string, number> {
  return new Map(plan.segments.map((segment) => [segment.key, segment.from]));
}

/**
 * Which batches are new, which stay, which are gone. A batch with context is made from the batch before too, and
 * is new when that one is. O(batches).
 */
export function diffPlans(before: Plan, after: Plan): PlanDiff {
  const names = new Map<string, number>();
  const textOf = parameterTexts();
  const there = new Map(chainedNames(before, names, textOf).map((name, index) => [name, index]));
  const kept: { before: number; after: number }[] = [];
  const added: number[] = [];
  chainedNames(after, names, textOf).forEach((name, index) => {
    const found = there.get(name);
    if (found === undefined) {
      added.push(index);
    } else {
      kept.push({ before: found, after: index });
      there.delete(name);
    }
  });
  return { kept, added, gone: [...there.values()] };
}

/** A number a batch for its content and, where it has context, that of the batches before. */
function chainedNames(plan: Plan, names: Map<string, number>, textOf: (p: Parameters) => string): number[] {
  const starts = segmentStarts(plan);
  const all: number[] = [];
  for (const batch of plan.batches) {
    const chain = batch.dependsOn === null ? '' : String(all[batch.dependsOn]);
    const start = starts.get(batch.segments[0] ?? '') ?? plan.film.first;
    const key = `${chain}|${contentKey(batch, start, textOf)}`;
    const name = names.get(key) ?? names.size;
    names.set(key, name);
    all.push(name);
  }
  return all;
}
