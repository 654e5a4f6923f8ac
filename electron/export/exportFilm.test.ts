import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workingEncoders } from '../media/encoders.ts';
import { greyFrame } from '../media/frame.ts';
import { h264 } from '../media/presets.ts';
import { probe } from '../media/probe.ts';
import { captionsOverStill } from './captionsOverStill.ts';
import { exportFilm } from './exportFilm.ts';
import { presets } from './presets.ts';
import { readSound, soundUnder } from './sound.ts';
import { numbered, numbersIn, testFfmpeg, tone } from './testing/films.ts';

const { ffmpeg, children } = await testFfmpeg();
const working = await workingEncoders(
  ffmpeg,
  presets.map(({ video }) => video.encoder),
  new Map(),
);
const size = { width: 256, height: 64 };
const fps = { num: 24, den: 1 };
const count = 30;
const signal = new AbortController().signal;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-export-'));
});
afterEach(async () => {
  expect(children.running).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

async function* counted() {
  for (let number = 0; number < count; number++) {
    yield await Promise.resolve({ frame: numbered(size.width, size.height, number) });
  }
}

test.for(presets.map((preset) => ({ ...preset, has: working.includes(preset.video.encoder) })))(
  'every frame is there once, in order, by the preset $id',
  async ({ video, extension, has }, context) => {
    if (!has) {
      context.skip(`this ffmpeg has no working ${video.encoder}`);
    }
    const output = path.join(folder, `film.${extension}`);
    const sound = await tone(ffmpeg, path.join(folder, 'tone.wav'), 0.9);
    const facts = await readSound(ffmpeg, sound, signal);
    const audio = soundUnder(sound, facts, video.container, count, fps);
    const onFrame = () => undefined;
    await exportFilm(ffmpeg, { frames: counted(), size, fps, video, audio, output, signal, onFrame });
    expect(await numbersIn(ffmpeg, output)).toEqual(Array.from({ length: count }, (_, i) => i));
    if (audio !== null) {
      const { audio: sounds, durationSeconds } = await probe(ffmpeg, output);
      expect(Math.abs((sounds[0]?.durationSeconds ?? 0) - count / 24)).toBeLessThan(1 / 24);
      expect(Math.abs(durationSeconds - count / 24)).toBeLessThan(1 / 24);
    }
  },
);

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
