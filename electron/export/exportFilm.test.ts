import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { greyFrame } from '../media/frame.ts';
import { h264 } from '../media/presets.ts';
import { captionsOverStill } from './captionsOverStill.ts';
import { testFfmpeg } from './testing/films.ts';

const { ffmpeg, children } = await testFfmpeg();
const fps = { num: 24, den: 1 };
const signal = new AbortController().signal;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-export-'));
});
afterEach(async () => {
  expect(children.running).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

test('a full disk is told and leaves nothing', async (context) => {
  const small = path.join(folder, 'small');
  await mkdir(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small], { stdio: 'ignore' });
  } catch {
    context.skip('a small disk can be mounted only by root on Linux');
  }
  try {
    const noise = greyFrame(640, 360);
    const captions = {
      runs: Array.from({ length: 12 }, (_, state) => ({ state, from: state, frames: 1 })),
      async *paint(states: readonly number[]) {
        for (const state of states) {
          const data = noise.data.map((_, i) => (i % 4 === 3 ? 255 : (i * i * (state + 7)) % 251));
          yield await Promise.resolve({ ...noise, x: 0, y: 0, data });
        }
      },
    };
    const made = captionsOverStill(ffmpeg, {
      ...{ background: noise, captions, size: { width: 640, height: 360 }, fps, signal },
      ...{ video: h264(10, 'ultrafast'), audio: null, output: path.join(small, 'film.mp4') },
      onFrame: () => undefined,
    });
    await expect(made).rejects.toMatchObject({ code: 'disk-full' });
    expect(await readdir(small)).toEqual([]);
  } finally {
    execFileSync('umount', [small]);
  }
});
