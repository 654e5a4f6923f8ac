import type { Look, Looks } from '../../shared/captions/looks.ts';
import type { CaptionState } from '../../shared/captions/states.ts';
import type { Size } from '../../shared/project/schema.ts';
import type { PaintStates } from './captionLayer.ts';
import type { CaptionLayer } from './layer.ts';
import type { Patch } from './overlay.ts';

/** Painted states that are kept while looks that follow one another are made of them. */
const kept = 6;

/**
 * Looks as a layer over a film of that size: each distinct state is painted once, and mixed as often as a fade needs it. `bounds`
 * tells where all states lie; looks that are dark cover the film.
 */
export function lookLayer(
  { states, looks, runs }: Looks,
  size: Size,
  paint: PaintStates,
  bounds: NonNullable<CaptionLayer['bounds']>,
): CaptionLayer {
  const everywhere = { x: 0, y: 0, ...size };
  const isDark = looks.some(({ dark }) => dark > 0);
  return {
    runs,
    bounds: isDark ? () => Promise.resolve(everywhere) : bounds,
    async *paint(order, signal, pace) {
      const wanted = order.flatMap((look) => looks[look] ?? []);
      const firstFrames = new Map(
        order.map((look, place) => [place, runs.find(({ state }) => state === look)]),
      );
      const painted: CaptionState[] = [];
      const where: { state: number; from: number; frames: number }[] = [];
      const plan = shelf<null>();
      wanted.forEach(({ layers }, place) => {
        for (const { state } of layers) {
          const value = states[state];
          if (value !== undefined && plan.get(state) === undefined) {
            plan.put(state, null);
            const { from = 0, frames = 1 } = firstFrames.get(place) ?? {};
            where.push({ state: painted.push(value) - 1, from, frames });
          }
        }
      });
      const patches = paint({ states: painted, runs: where }, signal, pace)[Symbol.asyncIterator]();
      try {
        // The same shelf with the same orders: a state is taken from the painters exactly where it was asked of them.
        const pictures = shelf<Patch | null>();
        for (const look of wanted) {
          const layers: { readonly patch: Patch; readonly weight: number }[] = [];
          for (const { state, weight } of look.layers) {
            let patch = pictures.get(state);
            if (patch === undefined) {
              const next = await patches.next();
              patch = next.done === true ? null : next.value.patch;
              pictures.put(state, patch);
            }
            if (patch !== null) {
              layers.push({ patch, weight });
            }
          }
          yield darkened(mixed(layers), look.dark, size);
        }
      } finally {
        await patches.return?.();
      }
    },
  };
}

/** The newest few values by number; the one longest unused goes first. */
function shelf<T>() {
  const values = new Map<number, T>();
  return {
    get: (key: number): T | undefined => {
      const value = values.get(key);
      if (value !== undefined) {
        values.delete(key);
        values.set(key, value);
      }
      return value;
    },
    put: (key: number, value: T) => {
      values.set(key, value);
      const [oldest] = values.keys();
      if (values.size > kept && oldest !== undefined) {
        values.delete(oldest);
      }
    },
  };
}

type Layer = { readonly patch: Patch; readonly weight: number };

/** Pictures added up, each as strongly as its weight: two that cross with weights of 1 together never let through more. */
export function mixed(layers: readonly Layer[]): Patch | null {
  const [first] = layers;
  if (first === undefined) {
    return null;
  }
  if (layers.length === 1 && first.weight === 1) {
    return first.patch;
  }
  const x = Math.min(...layers.map(({ patch }) => patch.x));
  const y = Math.min(...layers.map(({ patch }) => patch.y));
  const width = Math.max(...layers.map(({ patch }) => patch.x + patch.width)) - x;
  const height = Math.max(...layers.map(({ patch }) => patch.y + patch.height)) - y;
  const sums = new Float32Array(width * height * 4);
  for (const { patch, weight } of layers) {
    let from = 0;
    for (let row = 0; row < patch.height; row++) {
      let to = ((patch.y - y + row) * width + patch.x - x) * 4;
      for (let column = 0; column < patch.width; column++, from += 4, to += 4) {
        const alpha = (patch.data[from + 3] ?? 0) * weight;
        if (alpha > 0) {
          for (let c = 0; c < 3; c++) {
            sums[to + c] = (sums[to + c] ?? 0) + (patch.data[from + c] ?? 0) * alpha;
          }
          sums[to + 3] = (sums[to + 3] ?? 0) + alpha;
        }
      }
    }
  }
  const data = new Uint8Array(sums.length);
  for (let at = 0; at < sums.length; at += 4) {
    const alpha = sums[at + 3] ?? 0;
    if (alpha > 0) {
      for (let c = 0; c < 3; c++) {
        data[at + c] = Math.round((sums[at + c] ?? 0) / alpha);
      }
      data[at + 3] = Math.min(255, Math.round(alpha));
    }
  }
  return { x, y, width, height, data };
}

/** Black of strength `dark` (0..1) over the whole film and the captions on it. */
function darkened(patch: Patch | null, dark: Look['dark'], { width, height }: Size): Patch | null {
  if (dark === 0) {
    return patch;
  }
  const data = new Uint8Array(width * height * 4);
  const black = Math.round(dark * 255);
  for (let at = 3; at < data.length; at += 4) {
    data[at] = black;
  }
  if (patch !== null) {
    for (let row = 0; row < Math.min(patch.height, height - patch.y); row++) {
      for (let column = 0; column < Math.min(patch.width, width - patch.x); column++) {
        const from = (row * patch.width + column) * 4;
        const alpha = ((patch.data[from + 3] ?? 0) / 255) * (1 - dark);
        if (alpha > 0) {
          const to = ((patch.y + row) * width + patch.x + column) * 4;
          const whole = alpha + dark;
          for (let c = 0; c < 3; c++) {
            data[to + c] = Math.round(((patch.data[from + c] ?? 0) * alpha) / whole);
          }
          data[to + 3] = Math.round(whole * 255);
        }
      }
    }
  }
  return { x: 0, y: 0, width, height, data };
}
