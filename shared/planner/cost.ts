import type { Size } from '../project/schema.ts';
import type { Cost, Profile } from './schema.ts';

/** One measured batch: frames generated (L') and seconds taken. */
export interface CostSample {
  readonly frames: number;
  readonly seconds: number;
}

/** Predicted seconds for a batch of `length` generated frames. */
export function secondsFor(cost: Cost, length: number): number {
  return cost.fixed + cost.perFrame * length + cost.perFrameSquared * length * length;
}

/**
 * A guess for an engine nothing was measured on, scaled with the picture. The square term is fixed / largest^2:
 * with it one batch of up to `largest` frames always costs less than two, so that splitting waits for measurements.
 */
export function defaultCost(profile: Profile, size: Size): Cost {
  const area = (size.width * size.height) / (832 * 480);
  const [fixed, perFrame] = profile.prompts ? [20 * area, 1.2 * area] : [0.3 * area, 0.06 * area];
  return { fixed, perFrame, perFrameSquared: fixed / (profile.largest * profile.largest) };
}

/**
 * Least squares of seconds over lengths with no negative term (a model that pays for longer batches would plan
 * nonsense): every choice of terms is solved and the best admissible kept. Fewer than three different lengths
 * cannot tell the terms apart: then `prior` scaled to them, or null where there is none or nothing was measured.
 */
export function fitCost(samples: readonly CostSample[], prior: Cost | null = null): Cost | null {
  const good = samples.filter(
    (s) => s.frames >= 1 && s.seconds >= 0 && Number.isFinite(s.frames + s.seconds),
  );
  if (new Set(good.map((s) => s.frames)).size < 3) {
    return prior === null || good.length === 0 ? null : scaled(prior, good);
  }
  const unit = Math.max(...good.map((s) => s.frames)); // lengths of about 1 keep the equations well conditioned
  let best: { terms: readonly number[]; error: number } | null = null;
  for (let chosen = 1; chosen < 8; chosen += 1) {
    const powers = [0, 1, 2].filter((power) => (chosen >> power) & 1);
    const solved = leastSquares(good, powers, unit);
    if (solved?.every((term) => term >= 0)) {
      const terms = [0, 1, 2].map((power) => solved[powers.indexOf(power)] ?? 0);
      const error = good.reduce((sum, s) => {
        const x = s.frames / unit;
        return sum + ((terms[0] ?? 0) + (terms[1] ?? 0) * x + (terms[2] ?? 0) * x * x - s.seconds) ** 2;
      }, 0);
      best = best === null || error < best.error ? { terms, error } : best;
    }
  }
  const [fixed = 0, perFrame = 0, perFrameSquared = 0] = best?.terms ?? [];
  return { fixed, perFrame: perFrame / unit, perFrameSquared: perFrameSquared / (unit * unit) };
}

function scaled(prior: Cost, samples: readonly CostSample[]): Cost {
  let [measured, predicted] = [0, 0];
  for (const { frames, seconds } of samples) {
    const expected = secondsFor(prior, frames);
    measured += seconds * expected;
    predicted += expected * expected;
  }
  const factor = predicted > 0 ? measured / predicted : 1;
  return {
    fixed: prior.fixed * factor,
    perFrame: prior.perFrame * factor,
    perFrameSquared: prior.perFrameSquared * factor,
  };
}

/** Normal equations of sum over `powers` of term * (length/unit)^power, by Gaussian elimination; null if singular. */
function leastSquares(
  samples: readonly CostSample[],
  powers: readonly number[],
  unit: number,
): number[] | null {
  const sum = (of: (x: number, seconds: number) => number) =>
    samples.reduce((total, s) => total + of(s.frames / unit, s.seconds), 0);
  const rows = powers.map((p) => [
    ...powers.map((q) => sum((x) => x ** (p + q))),
    sum((x, seconds) => seconds * x ** p),
  ]);
  for (const [i, pivot] of rows.entries()) {
    const head = pivot[i] ?? 0;
    if (Math.abs(head) < 1e-12) {
      return null;
    }
    for (const [k, row] of rows.entries()) {
      if (k !== i) {
        const factor = (row[i] ?? 0) / head;
        row.forEach((value, c) => (row[c] = value - factor * (pivot[c] ?? 0)));
      }
    }
  }
  return rows.map((row, i) => (row.at(-1) ?? 0) / (row[i] ?? 1));
}
