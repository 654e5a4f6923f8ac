import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { createInterpolator } from '../interpolation/index.ts';
import { squareScene } from '../interpolation/scenes.ts';
import { betweenTenant } from './betweenTenant.ts';
import type { BetweenInput, BetweenItem } from './calls.ts';
import { FrameThreads, type FrameThreadsOptions } from './frameThreads.ts';
import { buildTestChild, kernelsFile } from './testing/child.ts';

let folder = '';
let kernels = '';
beforeAll(async () => {
  folder = path.dirname(await buildTestChild('frameThreads'));
  kernels = await kernelsFile();
});

const [width, height, many] = [320, 176, 12];
const scene = squareScene(width, height, 0.4);
const times = Array.from({ length: many }, (_, i) => (i + 1) / (many + 1));

const inFolder = (file: string) => pathToFileURL(path.join(folder, file));

/** The frames that come out, in the order they come. */
async function framesWith(threads: FrameThreadsOptions | null): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  const take = (item: unknown) => {
    const made = item as BetweenItem;
    if (made.kind === 'frame') {
      expect(made.index).toBe(frames.length);
      frames.push(made.data.slice());
    }
    return Promise.resolve();
  };
  const [a, b] = [scene.at(0), scene.at(1)].map((picture) => new Uint8Array(picture));
  const input = { kernels, width, height, a, b, times } as BetweenInput;
  await betweenTenant(threads, 0).answer(input, take);
  return frames;
}

test('threads make the frames, one thread would make the same bytes, and idle threads end', async () => {
  const wasm = await readFile(kernels);
  const interpolator = await createInterpolator(wasm);
  const pair = interpolator.prepare(scene.at(0), scene.at(1), width, height);
  const threads = new FrameThreads({ script: inFolder('frameThread.mjs'), count: 3, idleMs: 20 });
  threads.start(wasm);
  threads.take(interpolator.share(pair));
  const made = await Promise.all(
    times.map((t) => threads.make(t, new Uint8ClampedArray(width * height * 4))),
  );
  for (const [i, t] of times.entries()) {
    const here = interpolator.inbetween(pair, t);
    expect(Buffer.compare(new Uint8Array(made[i] ?? []), new Uint8Array(here))).toBe(0);
  }
  expect(threads.running).toBe(3);
  threads.release();
  while (threads.running > 0) {
    await wait(10);
  }
});

test('frames come in order and are the same with threads, with threads that die, and where none can start', async () => {
  const dying = `
    import { parentPort } from 'node:worker_threads';
    let frames = 0;
    parentPort.on('message', ({ kind }) => {
      frames += kind === 'frame' ? 1 : 0;
      if (frames === 3) {
        process.exit(1);
      }
    });
    await import('./frameThread.mjs');
  `;
  await writeFile(path.join(folder, 'dyingThread.mjs'), dying);
  const alone = await framesWith(null);
  expect(alone.length).toBe(many);
  for (const file of ['frameThread.mjs', 'dyingThread.mjs', 'noSuchThread.mjs']) {
    const frames = await framesWith({ script: inFolder(file), count: 2, idleMs: 0 });
    expect(frames.length).toBe(many);
    for (const [i, frame] of frames.entries()) {
      expect(Buffer.compare(frame, alone[i] ?? Buffer.of()), `${file}, frame ${String(i)}`).toBe(0);
    }
  }
});
