import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repeatPictures } from '../export/skip/repeatPictures.ts';
import { h264, lossless } from '../media/presets.ts';
import { probe } from '../media/probe.ts';
import { isRepeating, openRepeatsWriter } from './repeatsWriter.ts';
import { openSource, readSource, type Source } from './source.ts';
import { children, ffmpeg, make, numbered, numbersIn, raw } from './testing/films.ts';
import type { WriterPlan } from './writer.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-repeats-'));
});
afterEach(async () => {
  expect(children.running).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => path.join(folder, name);
const { signal } = new AbortController();
const sourceOf = async (name: string): Promise<Source> =>
  readSource(ffmpeg, await openSource(ffmpeg, at(name), signal), signal);

/** Writes pictures with these numbers as the film of a source. */
async function written(source: Source, numbers: readonly number[]): Promise<number> {
  const plan: WriterPlan = {
    ...{ source, width: 64, height: 48, video: h264(12, 'veryfast'), signal },
    ...{ output: at('out.mp4'), partial: at('out.mp4') },
  };
  if (source.steady === null) {
    throw new Error('the source is not steady');
  }
  const writer = openRepeatsWriter(ffmpeg, plan, source.steady, repeatPictures);
  for (const [frame, number] of numbers.entries()) {
    await writer.write(numbered(number), numbers[frame - 1] === number);
  }
  return writer.finish();
}

test.each(['25', '30000/1001'])(
  'repeats that are not encoded stand where they belong, with sound and the times of the source (%s a second)',
  async (rate) => {
    // The fourth picture stays for ten seconds: longer than the way to a key picture.
    const runs = [1, 3, 2, 250, 1, 1, 40, 2];
    const numbers = runs.flatMap((frames, number) => Array.from({ length: frames }, () => number));
    const sound = ['-f', 'lavfi', '-i', 'sine', '-shortest', '-c:a', 'aac'];
    const input = raw().map((word) => (word === '25' ? rate : word));
    const pictures = numbers.map((number) => numbered(number));
    await make([...input, ...sound, '-c:v', 'libx264', '-preset', 'ultrafast', at('in.mp4')], pictures);
    const source = await sourceOf('in.mp4');
    await written(source, numbers);

    expect(await numbersIn(at('out.mp4'))).toEqual(numbers);
    const made = await sourceOf('out.mp4');
    expect(made.steady).toEqual(source.steady);
    // A container that counts 1/90000 s of 30000/1001 a second rounds.
    made.times.forEach((time, frame) => {
      expect(Math.abs(time - (source.times[frame] ?? 0))).toBeLessThan(200);
    });
    expect((await probe(ffmpeg, at('out.mp4'))).audio).toMatchObject([{ codec: 'aac' }]);
  },
  20_000,
);

test('only a film of steady H.264 that repeats a lot is written so', async () => {
  const numbers = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2];
  await make(
    [...raw(), '-c:v', 'libx264', '-qp', '0', at('in.mp4')],
    numbers.map((number) => numbered(number)),
  );
  const source = await sourceOf('in.mp4');
  expect(source.repeats).toBeCloseTo(0.7);
  const video = h264(18);
  expect(isRepeating({ video, source }, source.repeats)).toBe(true);
  expect(isRepeating({ video, source }, 0.1)).toBe(false);
  expect(isRepeating({ video: lossless, source }, 0.7)).toBe(false);
  expect(isRepeating({ video, source: { ...source, steady: null } }, 0.7)).toBe(false);
});
