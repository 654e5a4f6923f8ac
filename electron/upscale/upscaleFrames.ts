import { Fault, faultData, type FaultData } from '../../shared/fault.ts';
import type { Duplicates } from '../../shared/upscale/schema.ts';
import type { Frame } from '../media/frame.ts';
import type { Batches } from './batches.ts';
import { createFinder } from './duplicates.ts';
import { enlargeInLines } from './enlargeInLines.ts';
import type { Enlarge } from './enlarge.ts';
import { FrameQueue } from './frameQueue.ts';
import { OrderedBuffer } from './orderedBuffer.ts';
import { createRecent } from './recent.ts';

/** Results of earlier runs by content; `write` may be lazy, `read` answers null for what is not there. */
export interface KnownResults {
  read(hash: string): Promise<Frame | null>;
  write(hash: string, frame: Frame): Promise<void>;
}

export interface UpscaleParts {
  readonly enlarge: Enlarge;
  readonly batches: Batches;
  readonly scale: number;
  readonly duplicates: Duplicates;
  /** null keeps nothing on disk. */
  readonly known: KnownResults | null;
  /** Batches on their way at once: two a child, so that it never waits for the next. */
  readonly sideBySide: number;
  /** Bytes of results held for repeats that come later, and for what waits for its turn. */
  readonly held: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (counts: Counts) => void;
}

export interface Counts {
  /** Frames read so far, and how many distinct pictures they show. */
  read: number;
  distinct: number;
  /** Distinct pictures computed, found from earlier runs, and given up. */
  inferred: number;
  known: number;
  failed: number;
}

/** A frame of the result. `failed` says why it could only be enlarged by drawing lines between its pixels. */
export interface Upscaled {
  readonly index: number;
  readonly distinct: number;
  /** How the source's frame looks, very small: what the film is proved by. */
  readonly print: Uint8Array;
  readonly frame: Frame;
  readonly failed: FaultData | null;
}

interface Order {
  readonly frame: Frame;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Result {
  readonly frame: Frame;
  readonly failed: FaultData | null;
}

/** Faults that every further picture would meet as well. */
const hopeless: ReadonlySet<string> = new Set([
  ...['onnx-missing', 'model-missing', 'model-empty', 'model-changed', 'model-unusable', 'model-shape'],
  ...['cancelled', 'inference-closed', 'inference-call'],
]);

/** A picture is given up after this many tries by itself. */
const mostTries = 3;

/** Pictures given up before one succeeded: the model, not the picture, is at fault. */
const mostInVain = 3;

/** Frames that may be on their way at once: repeats cost a number, so this bounds only the look ahead. */
const ahead = 256;

/**
 * The frames `scale` times as large, each exactly once and in order, each distinct one computed once. Reading, computing
 * and whoever takes the frames overlap; distinct pictures on their way are bounded by `held` bytes. A picture that cannot be computed
 * is enlarged plainly and marked; the rest is there. Throws what reading throws, a Fault that every picture would meet, or
 * the signal's reason.
 */
export async function* upscaleFrames(
  frames: AsyncIterable<Frame>,
  parts: UpscaleParts,
  counts: Counts = { read: 0, distinct: 0, inferred: 0, known: 0, failed: 0 },
): AsyncGenerator<Upscaled, void, void> {
  const { scale, known, signal } = parts;
  const stop = new AbortController();
  const given = AbortSignal.any([signal, stop.signal]);
  const finder = await createFinder(parts.duplicates);
  const queue = new FrameQueue<Order>();
  const buffer = new OrderedBuffer<Upscaled>(ahead);
  const recent = createRecent<Result>(parts.held);
  const told = () => parts.onProgress?.(counts);

  const compute = (frame: Frame) =>
    new Promise<Result>((resolve, reject) => {
      queue.push({ frame, resolve, reject });
    });
  const produce = async (frame: Frame, hash: string): Promise<Result> => {
    const found = (await known?.read(hash)) ?? null;
    if (found !== null && found.width === frame.width * scale && found.height === frame.height * scale) {
      counts.known += 1;
      return { frame: found, failed: null };
    }
    const result = await compute(frame);
    if (result.failed === null) {
      await known?.write(hash, result.frame);
    }
    return result;
  };

  const read = async () => {
    let index = 0;
    for await (const source of frames) {
      const at = index++;
      await buffer.room(at);
      const { distinct, hash, print } = finder.see(source);
      counts.read = index;
      counts.distinct = finder.distinct;
      const held = recent.get(distinct);
      if (held === null) {
        await recent.room(source.data.length * scale * scale, given);
      }
      const result = held ?? recent.add(distinct, produce(source, hash), source.data.length * scale * scale);
      result.then(
        ({ frame, failed }) => {
          buffer.put(at, { index: at, distinct, print, frame, failed });
          told();
        },
        (error: unknown) => {
          buffer.fail(error);
        },
      );
      recent.wanted(distinct);
    }
    buffer.end(index);
  };
  const work = async () => {
    for (;;) {
      // Towards the end no one takes what another could begin at once.
      const orders = await queue.take((waiting) =>
        Math.max(1, Math.min(parts.batches.load.together, Math.floor(waiting / parts.sideBySide))),
      );
      if (orders.length === 0) {
        return;
      }
      await attempt(orders, parts, counts, given);
    }
  };
  const running = [read(), ...Array.from({ length: parts.sideBySide }, work)];
  running.forEach((each) => {
    each.catch((error: unknown) => {
      buffer.fail(error);
    });
  });
  const abort = () => {
    buffer.fail(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    for await (const upscaled of buffer.inOrder()) {
      yield upscaled;
      recent.shown(upscaled.distinct);
    }
  } finally {
    signal.removeEventListener('abort', abort);
    stop.abort();
    buffer.fail(new Error('nobody takes the frames any more'));
    queue.end();
    await Promise.allSettled(running);
  }
}

/** Computes what was ordered; what fails together is tried in halves, what fails alone again, then given up. */
async function attempt(
  orders: readonly Order[],
  parts: UpscaleParts,
  counts: Counts,
  signal: AbortSignal,
  tries = 1,
): Promise<void> {
  const { enlarge, batches, scale } = parts;
  const left = new Set(orders);
  const { load } = batches;
  try {
    await enlarge(
      orders.map(({ frame }) => frame),
      load,
      (place, frame) => {
        const order = orders[place];
        if (order !== undefined && left.delete(order)) {
          counts.inferred += 1;
          order.resolve({ frame, failed: null });
        }
      },
      signal,
    );
    if (left.size > 0) {
      throw new Fault(
        'inference-lost',
        `${String(left.size)} of ${String(orders.length)} pictures never came back.`,
        'Upscale again: what is there is kept.',
      );
    }
    batches.wentWell();
  } catch (error) {
    const fault = faultData(error);
    if (hopeless.has(fault.code) || signal.aborted) {
      left.forEach(({ reject }) => {
        reject(error);
      });
      throw error;
    }
    const rest = [...left];
    const [first] = rest;
    if (first === undefined) {
      return;
    }
    const area = first.frame.width * first.frame.height;
    const isMemory = fault.code === 'inference-out-of-memory';
    const smaller = isMemory && batches.tooMuch(orders.length, load, area);
    if (rest.length > 1) {
      const half = Math.ceil(rest.length / 2);
      await attempt(rest.slice(0, half), parts, counts, signal);
      await attempt(rest.slice(half), parts, counts, signal);
    } else if (smaller || (tries < mostTries && !isMemory)) {
      await attempt(rest, parts, counts, signal, smaller ? tries : tries + 1);
    } else {
      counts.failed += 1;
      const isInVain = counts.failed >= mostInVain || fault.code === 'inference-start';
      if (counts.inferred === 0 && isInVain) {
        first.reject(error);
        throw error;
      }
      first.resolve({ frame: enlargeInLines(first.frame, scale), failed: fault });
    }
  }
}
