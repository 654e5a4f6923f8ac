import { isMidpointOnly } from '../../../shared/engines/ownModel.ts';
import { providersFor } from '../providers.ts';
import { tenant, type Tenant } from '../serving.ts';
import { loadRuntime, openSession, type Opened } from '../sessions.ts';
import { ownBetween, type OwnBetweenInput, type OwnBetweenItem, type OwnBetweenOutput } from './calls.ts';
import { halve } from './halving.ts';
import { limitMemory, workMemory } from './memory.ts';
import { networkOf, type Network, type Planes } from './network.ts';

/** Both pictures as a network gets them: colour, and alpha as grey where one of them has any. */
interface Layers {
  readonly colour: Planes;
  readonly alpha: Planes | null;
}

export type OwnInbetweens = (
  input: OwnBetweenInput,
  emit: (item: OwnBetweenItem) => Promise<void>,
) => Promise<OwnBetweenOutput>;

/** What `ownInbetweens` makes, with an end to its process before it takes the machine's memory. */
export function ownBetweenTenant(make: OwnInbetweens): Tenant {
  return tenant(ownBetween, async (input, emit) => {
    const limit = limitMemory(workMemory());
    try {
      return await make(input, emit);
    } finally {
      await limit.end();
    }
  });
}

/**
 * In-betweens by a network of the person's own, which is kept open from one request to the next. Faults: those of
 * `readModel` and `openSession`, 'model-run', 'inference-out-of-memory'.
 */
export function ownInbetweens(platform: string = process.platform): OwnInbetweens {
  let kept: { readonly key: string; readonly opened: Opened } | null = null;
  return async ({ model, form, providers, width, height, a, b, times }, emit) => {
    const runtime = await loadRuntime();
    const order = providers ?? providersFor(platform);
    const key = [model.path, model.sha256, ...order].join(' ');
    if (kept?.key !== key) {
      await kept?.opened.session.release();
      kept = null;
      kept = { key, opened: await openSession(runtime, model, order) };
    }
    const { session, provider } = kept.opened;
    const network = networkOf(runtime, session, form, model.name, { width, height });
    const isOpaque = opaque(a) && opaque(b);
    const [first, last] = [layersOf(network, a, isOpaque), layersOf(network, b, isOpaque)];
    const between = async (from: Layers, to: Layers, t: number): Promise<Layers> => ({
      colour: await network.between(from.colour, to.colour, t),
      alpha: from.alpha === null || to.alpha === null ? null : await network.between(from.alpha, to.alpha, t),
    });
    const out = new Uint8Array(width * height * 4);
    const show = async (indexes: readonly number[], layers: Layers) => {
      if (indexes.length > 0) {
        pictureOf(network, layers, out);
      }
      for (const index of indexes) {
        await emit({ index, data: out });
      }
    };
    const inner: number[] = [];
    for (const [index, time] of times.entries()) {
      if (time > 0 && time < 1) {
        inner.push(index);
      } else {
        await emit({ index, data: time <= 0 ? a : b });
      }
    }
    const at = (index: number) => times[index] ?? 0;
    if (isMidpointOnly(form)) {
      const half = (from: Layers, to: Layers) => between(from, to, 0.5);
      await halve(first, last, inner.map(at), half, (places, layers) =>
        show(
          places.flatMap((place) => inner[place] ?? []),
          layers,
        ),
      );
    } else {
      for (const index of inner) {
        await show([index], await between(first, last, at(index)));
      }
    }
    return { provider };
  };
}

function opaque(rgba: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) {
    if (rgba[at] !== 255) {
      return false;
    }
  }
  return true;
}

/** Colours are shown through their alpha first: what is transparent has none that could move. */
function layersOf(network: Network, rgba: Uint8Array, isOpaque: boolean): Layers {
  if (isOpaque) {
    return { colour: network.planesOf(rgba), alpha: null };
  }
  const colour = rgba.map((value, at) => (at % 4 === 3 ? value : (value * (rgba[at | 3] ?? 0)) / 255 + 0.5));
  const alpha = rgba.map((_, at) => rgba[at | 3] ?? 0);
  return { colour: network.planesOf(colour), alpha: network.planesOf(alpha) };
}

function pictureOf(network: Network, { colour, alpha }: Layers, out: Uint8Array): void {
  if (alpha === null) {
    network.paint(colour, out);
    for (let at = 3; at < out.length; at += 4) {
      out[at] = 255;
    }
    return;
  }
  const grey = new Uint8Array(out.length);
  network.paint(alpha, grey);
  network.paint(colour, out);
  for (let at = 0; at < out.length; at += 4) {
    const share = grey[at] ?? 0;
    for (let channel = 0; channel < 3; channel++) {
      out[at + channel] = share === 0 ? 0 : Math.min(255, ((out[at + channel] ?? 0) * 255) / share + 0.5);
    }
    out[at + 3] = share;
  }
}
