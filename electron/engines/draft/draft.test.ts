import { afterAll, beforeAll, expect, test } from 'vitest';
import { draftProfile } from '../../../shared/planner/profiles.ts';
import type { Batch } from '../../../shared/planner/schema.ts';
import type { Engine, GenerationEvents, GenerationRequest } from '../../generation/engine.ts';
import { forkedChild } from '../../inference/forkedChild.ts';
import { InferenceHost } from '../../inference/host.ts';
import { buffersInUse, buildTestChild, isAlive, kernelsFile, models } from '../../inference/testing/child.ts';
import { noisePicture, psnr, squareScene } from '../../interpolation/scenes.ts';
import type { Frame } from '../../media/frame.ts';
import { createDraftEngine } from './draft.ts';

let host: InferenceHost;
let engine: Engine;
beforeAll(async () => {
  const script = await buildTestChild('draft');
  host = new InferenceHost({ script, spawn: forkedChild });
  engine = createDraftEngine({ host, profile: draftProfile, kernels: await kernelsFile(), models });
});
afterAll(() => host.close());

const width = 160;
const height = 96;
const scene = squareScene(width, height, 0.4);
const still = (data: Uint8ClampedArray): Frame => ({ width, height, data: new Uint8Array(data) });
const begin = still(scene.at(0));
const end = still(scene.at(1));

/** A batch whose guide shows `pictures` at their frames, with a span from each to the next. */
function requestOf(
  generated: number,
  pictures: Readonly<Record<number, Frame>>,
  open = false,
): GenerationRequest {
  const known = Object.keys(pictures).map(Number);
  const ends: (number | null)[] = [...known.slice(1), ...(open ? [null] : [])];
  return {
    batch: { generated } as Batch,
    size: { width: begin.width, height: begin.height },
    fps: { num: 16, den: 1 },
    parameters: {
      prompt: 'a train',
      negative: '',
      loras: [],
      seed: 7,
      strength: 1,
      steps: null,
      cfg: null,
      model: null,
    },
    spans: ends.map((to, i) => ({
      segment: `s${String(i)}`,
      from: known[i] ?? 0,
      to,
      easing: 'linear',
      across: null,
    })),
    mask: Array.from({ length: generated }, (_, at) => (at in pictures ? 0 : 1)),
    guide: (at) => Promise.resolve(pictures[at] ?? null),
    picture: () => Promise.reject(new Error('no window cuts this batch')),
  };
}

interface Made {
  readonly frames: Map<number, Frame>;
  readonly order: number[];
  readonly notes: string[];
}

async function generate(
  request: GenerationRequest,
  signal = new AbortController().signal,
  onFrame: (at: number) => void = () => undefined,
): Promise<Made> {
  const made: Made = { frames: new Map(), order: [], notes: [] };
  const events: GenerationEvents = {
    frame: (at, frame) => {
      made.frames.set(at, frame);
      made.order.push(at);
      onFrame(at);
      return Promise.resolve();
    },
    phase: () => undefined,
    preview: () => undefined,
    note: (segment, text) => made.notes.push(`${segment}: ${text}`),
  };
  await engine.generate(request, events, signal);
  return made;
}

const clamped = (frame: Frame | undefined) => new Uint8ClampedArray(frame?.data ?? []);

test('every frame comes once and in order; anchors are the pictures themselves; between them things move', async () => {
  const { frames, order, notes } = await generate(
    requestOf(13, { 0: begin, 8: end, 9: end, 10: end, 11: end, 12: end }),
  );
  expect(order).toEqual(Array.from({ length: 13 }, (_, at) => at));
  expect(frames.get(0)?.data).toEqual(begin.data);
  expect(frames.get(8)?.data).toEqual(end.data);
  expect(frames.get(12)?.data).toEqual(end.data);
  const truth = scene.at(0.5);
  const half = begin.data.map((value, i) => (value + (end.data[i] ?? 0)) / 2);
  const crossfade = psnr(truth, new Uint8ClampedArray(half));
  expect(psnr(truth, clamped(frames.get(4)))).toBeGreaterThan(crossfade + 3);
  expect(notes).toContainEqual(expect.stringMatching(/^s0: Motion, \d+ % sure\.$/));
});

test('the same batch is the same pixels every time', async () => {
  const request = requestOf(5, { 0: begin, 4: end });
  const [one, two] = [await generate(request), await generate(request)];
  for (const [at, frame] of one.frames) {
    expect(Buffer.compare(frame.data, two.frames.get(at)?.data ?? new Uint8Array())).toBe(0);
  }
});

test('unrelated pictures dissolve and the note says who could do more', async () => {
  const other = still(noisePicture(width, height, 5));
  const { notes } = await generate(requestOf(5, { 0: begin, 4: other }));
  expect(notes).toEqual([
    expect.stringMatching(
      /^s0: These pictures are too different for motion \(\d+ % sure\): a dissolve\. An AI engine can invent it\.$/,
    ),
  ]);
});

test('one picture twice is copied, and one saved twice is noticed', async () => {
  const same = await generate(requestOf(5, { 0: begin, 4: begin }));
  expect(same.notes).toEqual(['s0: The same picture twice: copied.']);
  expect(same.frames.get(2)?.data).toEqual(begin.data);
  const again = { ...begin, data: begin.data.map((value, i) => (i % 4 === 3 ? value : value ^ (i % 2))) };
  const nearly = await generate(requestOf(5, { 0: begin, 4: again }));
  expect(nearly.notes.at(-1)).toMatch(/nearly the same/);
});

test('an open segment leaves its picture slowly', async () => {
  const { frames, notes, order } = await generate(requestOf(9, { 0: begin }, true));
  expect(order).toHaveLength(9);
  expect(notes).toEqual([expect.stringMatching(/^s0: No keyframe follows/)]);
  const similar = [1, 4, 8].map((at) => psnr(new Uint8ClampedArray(begin.data), clamped(frames.get(at))));
  expect(similar[0]).toBeGreaterThan(40);
  expect(similar[0]).toBeGreaterThan(similar[1] ?? 99);
  expect(similar[1]).toBeGreaterThan(similar[2] ?? 99);
});

test('cancel rejects within a second and no child is left', async () => {
  const cancel = new AbortController();
  let pid = 0;
  const begun = { at: 0 };
  const generation = generate(requestOf(81, { 0: begin, 80: end }), cancel.signal, (at) => {
    if (at === 5) {
      pid = host.pid ?? 0;
      begun.at = performance.now();
      cancel.abort();
    }
  });
  await expect(generation).rejects.toMatchObject({ name: 'GenerationFailure', kind: 'cancelled' });
  expect(performance.now() - begun.at).toBeLessThan(5_000);
  expect(pid).toBeGreaterThan(0);
  expect(isAlive(pid)).toBe(false);
});

test('a child killed in the middle is a lost engine, and the next try is whole', async () => {
  const request = requestOf(41, { 0: begin, 40: end });
  const lost = generate(request, new AbortController().signal, (at) => {
    if (at === 5) {
      process.kill(host.pid ?? 0, 'SIGKILL');
    }
  });
  await expect(lost).rejects.toMatchObject({ kind: 'lost' });
  expect((await generate(request)).order).toHaveLength(41);
});

test('a picture that is missing or of another size is refused', async () => {
  const gone = { ...requestOf(5, { 0: begin, 4: end }), guide: () => Promise.resolve(null) };
  await expect(generate(gone)).rejects.toMatchObject({ kind: 'refused' });
  const small = { ...begin, width: 80 };
  await expect(generate(requestOf(5, { 0: begin, 4: small }))).rejects.toMatchObject({ kind: 'refused' });
});

test('an error of whoever stores the frames is passed on as it is', async () => {
  const full = new Error('disk full');
  const events: GenerationEvents = {
    frame: (at) => (at === 2 ? Promise.reject(full) : Promise.resolve()),
    phase: () => undefined,
    preview: () => undefined,
    note: () => undefined,
  };
  const request = requestOf(9, { 0: begin, 8: end });
  await expect(engine.generate(request, events, new AbortController().signal)).rejects.toBe(full);
});

test('the identity names the kernels and what is read, and nothing of the prompt', async () => {
  const one = requestOf(5, { 0: begin, 4: end });
  const other = { ...one, parameters: { ...one.parameters, prompt: 'a ship', seed: 9 } };
  const identity = await engine.identity(one);
  expect(identity).toEqual({
    version: 1,
    kernels: expect.stringMatching(/^[0-9a-f]{64}$/),
    reads: ['easing', 'across'],
  });
  expect(await engine.identity(other)).toEqual(identity);
});

test('kernels that are missing are one sentence with a remedy', async () => {
  const bare = createDraftEngine({ host, profile: draftProfile, kernels: 'gone.wasm', models });
  const request = requestOf(5, { 0: begin, 4: end });
  await expect(bare.identity(request)).rejects.toMatchObject({ code: 'kernels-missing' });
});

test('the program keeps none of 240 frames', async () => {
  const nothing = () => undefined;
  const events = { frame: () => Promise.resolve(), phase: nothing, preview: nothing, note: nothing };
  const request = requestOf(81, { 0: begin, 40: end, 80: begin });
  const round = () => engine.generate(request, events, new AbortController().signal);
  await round();
  const before = buffersInUse();
  for (let i = 0; i < 3; i++) {
    await round();
  }
  // They are 15 MB. Polled, since the collector frees their memory in the background.
  await expect.poll(() => buffersInUse() - before).toBeLessThan(4e6);
});
