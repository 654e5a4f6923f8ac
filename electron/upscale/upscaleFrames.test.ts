import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Fault } from '../../shared/fault.ts';
import type { Duplicates } from '../../shared/upscale/schema.ts';
import type { Frame } from '../media/frame.ts';
import { Batches, type LoadMemory } from './batches.ts';
import type { Enlarge } from './enlarge.ts';
import { enlargeInLines } from './enlargeInLines.ts';
import { OrderedBuffer } from './orderedBuffer.ts';
import { numbered, numberOf } from './testing/films.ts';
import { upscaleFrames, type Counts, type Upscaled } from './upscaleFrames.ts';

async function* film(numbers: readonly number[]): AsyncGenerator<Frame> {
  for (const number of numbers) {
    await turn();
    yield numbered(number);
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

/** Answers a batch in an order of its own, after some turns. */
const shuffled: Enlarge = async (frames, _load, onResult) => {
  const places = upTo(frames.length).sort((a, b) => ((a * 7 + 3) % 5) - ((b * 7 + 3) % 5));
  for (const place of places) {
    for (let wait = (place * 5) % 7; wait >= 0; wait--) {
      await turn();
    }
    const frame = frames[place];
    if (frame !== undefined) {
      onResult(place, enlargeInLines(frame, 2));
    }
  }
};

const sized = { width: 64, height: 48 };

async function run(
  numbers: readonly number[],
  change: {
    readonly enlarge?: Enlarge;
    readonly sideBySide?: number;
    readonly duplicates?: Duplicates;
    readonly held?: number;
    readonly loads?: LoadMemory;
    readonly signal?: AbortSignal;
  } = {},
): Promise<{ readonly made: readonly Upscaled[]; readonly counts: Counts }> {
  const counts: Counts = { read: 0, distinct: 0, inferred: 0, known: 0, failed: 0 };
  const made: Upscaled[] = [];
  const batches = new Batches(change.loads ?? new Map(), 'tiny', sized, 1, 1e9);
  const parts = {
    enlarge: change.enlarge ?? shuffled,
    batches,
    scale: 2,
    duplicates: change.duplicates ?? 'exact',
    known: null,
    sideBySide: change.sideBySide ?? 2,
    held: change.held ?? 1e9,
    signal: change.signal ?? new AbortController().signal,
  };
  for await (const upscaled of upscaleFrames(film(numbers), parts, counts)) {
    made.push(upscaled);
  }
  return { made, counts };
}

const shown = (made: readonly Upscaled[]) => made.map(({ frame }) => numberOf(frame, 2));

test.each([1, 2, 3, 8])(
  'the order is kept when %i batches answer at once, in any order',
  async (sideBySide) => {
    const { made, counts } = await run(upTo(60), { sideBySide });
    expect(shown(made)).toEqual(upTo(60));
    expect(made.map(({ index }) => index)).toEqual(upTo(60));
    expect(counts).toMatchObject({ read: 60, distinct: 60, inferred: 60, failed: 0 });
  },
);

test('each distinct frame is computed once, wherever it comes again', async () => {
  const numbers = [0, 0, 1, 1, 1, 0, 2, 3, 2, 2, 0];
  const { made, counts } = await run(numbers);
  expect(shown(made)).toEqual(numbers);
  expect(made.map(({ distinct }) => distinct)).toEqual(numbers);
  expect(counts).toMatchObject({ read: 11, distinct: 4, inferred: 4 });
  expect((await run(numbers, { duplicates: 'off' })).counts).toMatchObject({ distinct: 11, inferred: 11 });
});

test('with hardly any memory the film is the same', async () => {
  const numbers = [...upTo(20), ...upTo(20)];
  const { made } = await run(numbers, { held: 3 * 64 * 48 * 16 });
  expect(shown(made)).toEqual(numbers);
});

const lost = () => new Fault('inference-lost', 'The process ended.', 'Again.');

test('a batch that fails once is done again, without what it had answered', async () => {
  let failures = 1;
  const computed: number[] = [];
  const enlarge: Enlarge = async (frames, load, onResult, signal) => {
    const first = frames[0];
    if (failures > 0 && first !== undefined && numberOf(first) >= 6) {
      failures -= 1;
      onResult(0, enlargeInLines(first, 2));
      computed.push(numberOf(first));
      throw lost();
    }
    computed.push(...frames.map((frame) => numberOf(frame)));
    await shuffled(frames, load, onResult, signal);
  };
  const { made, counts } = await run(upTo(30), { enlarge });
  expect(failures).toBe(0);
  expect(shown(made)).toEqual(upTo(30));
  expect(counts.failed).toBe(0);
  expect([...computed].sort((a, b) => a - b)).toEqual(upTo(30));
});

test('a frame that always fails is named; the rest is there', async () => {
  const enlarge: Enlarge = async (frames, load, onResult, signal) => {
    if (frames.some((frame) => numberOf(frame) === 17)) {
      throw lost();
    }
    await shuffled(frames, load, onResult, signal);
  };
  const { made, counts } = await run(upTo(30), { enlarge });
  expect(shown(made)).toEqual(upTo(30));
  expect(made.filter(({ failed }) => failed !== null).map(({ index }) => index)).toEqual([17]);
  expect(counts).toMatchObject({ inferred: 29, failed: 1 });
});

test('when nothing can be computed the reason is told, not a film of nothing', async () => {
  const enlarge: Enlarge = () => Promise.reject(lost());
  await expect(run(upTo(50), { enlarge })).rejects.toMatchObject({ code: 'inference-lost' });
  const missing = () => Promise.reject(new Fault('onnx-missing', 'No runtime.', 'Install it.'));
  await expect(run(upTo(50), { enlarge: missing })).rejects.toMatchObject({ code: 'onnx-missing' });
});

test('out of memory halves what goes together, and the next film begins with what is known', async () => {
  const loads: LoadMemory = new Map();
  const sizes: number[] = [];
  const enlarge: Enlarge = async (frames, load, onResult, signal) => {
    sizes.push(frames.length);
    for (let wait = 0; wait < 20; wait++) {
      await turn();
    }
    if (frames.length > 1) {
      throw new Fault('inference-out-of-memory', 'There is not enough memory.', 'Close programs.');
    }
    await shuffled(frames, load, onResult, signal);
  };
  const { made } = await run(upTo(80), { enlarge, loads });
  expect(shown(made)).toEqual(upTo(80));
  expect(sizes.filter((size) => size > 1).length).toBeGreaterThan(0);
  sizes.length = 0;
  await run(upTo(80), { enlarge, loads });
  expect(Math.max(...sizes)).toBe(1);
});

test('a cancel ends everything with its reason', async () => {
  const cancel = new AbortController();
  const enlarge: Enlarge = (frames, load, onResult, signal) => {
    if (frames.some((frame) => numberOf(frame) > 5)) {
      cancel.abort(new Error('enough'));
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
        if (signal.aborted) {
          reject(new Error('stopped'));
        }
      });
    }
    return shuffled(frames, load, onResult, signal);
  };
  await expect(run(upTo(40), { enlarge, signal: cancel.signal })).rejects.toThrow('enough');
});

test('reading waits while nobody takes the frames', async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<Frame> {
    for (;;) {
      await turn();
      yield numbered(read++ % 4096);
    }
  }
  const batches = new Batches(new Map(), 'tiny', sized, 1, 1e9);
  const results = 10;
  const frames = upscaleFrames(endless(), {
    ...{ enlarge: shuffled, batches, scale: 2, duplicates: 'exact', known: null, sideBySide: 2 },
    ...{ held: results * 64 * 48 * 16, signal: new AbortController().signal },
  });
  await frames.next();
  for (let i = 0; i < 500; i++) {
    await turn();
  }
  expect(read).toBeLessThan(results + 4);
  await frames.return();
});

test('the ordered buffer says who is missing and refuses a frame that comes twice', async () => {
  const buffer = new OrderedBuffer<string>(8);
  for (const index of [0, 1, 2, 3]) {
    await buffer.room(index);
  }
  buffer.put(1, 'b');
  buffer.put(3, 'd');
  expect(buffer.missing()).toEqual([0, 2]);
  expect(() => {
    buffer.put(3, 'd');
  }).toThrow('came twice');
});
