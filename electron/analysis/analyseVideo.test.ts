import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differingBits } from '../../shared/analysis/likeness.ts';
import { filmFrameAt } from '../../shared/analysis/proposals.ts';
import { numbered, numberOf, testFfmpeg, tone } from '../export/testing/films.ts';
import { openEncoder } from '../media/encoder.ts';
import { readImage } from '../media/images.ts';
import { h264 } from '../media/presets.ts';
import { analyseVideo } from './analyseVideo.ts';
import { takeFrame } from './takeFrames.ts';
import { makeClip, seen, world } from './testing/clips.ts';
import { testEye } from './testing/eye.ts';

const { ffmpeg, children } = await testFfmpeg();
const eye = await testEye();
const profile = { step: 4, largest: 81 };
const quiet = { signal: null, onFrame: () => undefined, profile };
const analyse = (file: string) => analyseVideo(ffmpeg, eye, file, quiet);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-analysis-'));
});
afterAll(async () => {
  await children.endAll();
  await rm(folder, { recursive: true, force: true });
});

/** A film of a generated picture. */
async function film(
  name: string,
  generated: string,
  filters: readonly string[],
  options: readonly string[] = [],
) {
  const file = path.join(folder, name);
  await ffmpeg.run({
    step: 'The test film could not be made',
    command: {
      inputs: [{ source: { generated }, options: ['-f', 'lavfi'] }],
      videoFilters: filters,
      audioFilters: [],
      output: { target: { file }, options: ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', ...options] },
    },
    signal: null,
    progress: null,
  });
  return file;
}

test('one colour is told as it is, without motion, in one shot with one keyframe', async () => {
  const file = await film('red.mp4', 'color=c=0xc02040:size=320x180:rate=25:duration=2', []);
  const { video, shots, proposals, statistics, notes } = await analyse(file);
  expect(video).toMatchObject({ frames: 50, width: 320, height: 180, fps: { num: 25, den: 1 }, seconds: 2 });
  expect(shots).toEqual([{ from: 0, to: 50, start: 0, end: 2, join: 'cut' }]);
  expect(proposals).toHaveLength(1);
  expect(notes).toEqual([]);
  const [first] = statistics;
  expect(first?.motion.kind).toBe('static');
  expect(first?.contrast).toBeLessThan(0.01);
  const [colour = ''] = first?.colours ?? [];
  const near = [0xc0, 0x20, 0x40].map((value, i) =>
    Math.abs(value - Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16)),
  );
  expect(Math.max(...near)).toBeLessThan(24);
});

test.each([
  ['pan', 'x', -1, (n: number) => ({ x: 0.3 + n * 0.006, y: 0.5, zoom: 1 })],
  ['tilt', 'y', -1, (n: number) => ({ x: 0.5, y: 0.3 + n * 0.008, zoom: 1 })],
  ['zoom', 'zoom', 1, (n: number) => ({ x: 0.5, y: 0.5, zoom: 0.8 * 1.02 ** n })],
] as const)('a camera that makes a %s is followed', async (kind, axis, sign, view) => {
  const place = world(5);
  const shown = (n: number) => seen(place, view(n));
  const { file } = await makeClip(ffmpeg, path.join(folder, `${kind}.mp4`), [
    { frames: 30, join: 'cut', shown },
  ]);
  const told = (await analyse(file)).statistics.slice(1).map(({ motion }) => motion);
  expect(told.filter((motion) => motion.kind === kind).length).toBeGreaterThan(24);
  expect(told.filter((motion) => Math.sign(motion[axis]) === sign).length).toBeGreaterThan(26);
});

test('a proposed frame is taken exactly, and gaps are multiples of the engine’s step', async () => {
  const file = path.join(folder, 'numbered.mp4');
  const encoder = await openEncoder(ffmpeg, {
    ...{ output: file, width: 320, height: 180, fps: { num: 24, den: 1 } },
    video: h264(12, 'veryfast'),
  });
  for (let n = 0; n < 96; n++) {
    const frame = numbered(320, 180, n);
    frame.data.fill(n < 40 ? 40 : 200, 320 * 4 * (60 + (n % 40) * 2), 320 * 4 * (70 + (n % 40) * 2));
    await encoder.write(frame);
  }
  await encoder.finish();
  const { proposals, video } = await analyse(file);
  expect(proposals.length).toBeGreaterThan(1);
  const places = proposals.map(({ seconds }) =>
    filmFrameAt(seconds - (proposals[0]?.seconds ?? 0), video.fps),
  );
  places.forEach((place) => {
    expect(place % 4).toBe(0);
  });
  for (const { frame, seconds } of proposals) {
    const picture = await readImage(await takeFrame(ffmpeg, file, seconds, null), {
      width: 320,
      height: 180,
      fit: 'fit',
    });
    expect(numberOf(picture)).toBe(frame);
  }
  await expect(takeFrame(ffmpeg, file, 60, null)).rejects.toMatchObject({ code: 'no-frame' });
});

test('a large picture, of which lines are left out, is measured as the same one in a small size', async () => {
  const moving = 'testsrc2=size=1920x1080:rate=25:duration=0.4';
  const [large, small] = await Promise.all([
    film('large.mp4', moving, [], ['-preset', 'ultrafast', '-crf', '12']).then(analyse),
    film('small.mp4', moving, ['scale=640:360:flags=area'], ['-crf', '12']).then(analyse),
  ]);
  expect(large.video).toMatchObject({ frames: 10, width: 1920, height: 1080 });
  large.statistics.forEach(({ luma, contrast, saturation, sharpness, hash }, i) => {
    const other = small.statistics[i];
    expect(Math.abs(luma - (other?.luma ?? 9))).toBeLessThan(0.01);
    expect(Math.abs(contrast - (other?.contrast ?? 9))).toBeLessThan(0.02);
    expect(Math.abs(saturation - (other?.saturation ?? 9))).toBeLessThan(0.02);
    expect(Math.abs(Math.log2(sharpness / (other?.sharpness ?? 0)))).toBeLessThan(0.5);
    expect(differingBits(hash, other?.hash ?? '0')).toBeLessThan(6);
  });
});

test('uneven frames keep their times, and a note says so', async () => {
  const file = await film(
    'uneven.mkv',
    'testsrc2=size=320x180:rate=20:duration=2',
    ['select=lt(mod(n\\,10)\\,4)'],
    [ffmpeg.found.frameMode, 'passthrough'],
  );
  const { statistics, notes, video } = await analyse(file);
  expect(video.frames).toBe(16);
  expect(statistics.map(({ seconds }) => Math.round(seconds * 20))).toEqual([
    ...[0, 1, 2, 3, 10, 11, 12, 13],
    ...[20, 21, 22, 23, 30, 31, 32, 33],
  ]);
  expect(notes.join()).toMatch(/not evenly spaced/);
});

test('a rotated film is seen upright', async () => {
  const flat = await film('flat.mp4', 'testsrc2=size=320x180:rate=25:duration=1', []);
  const turned = path.join(folder, 'turned.mp4');
  await ffmpeg.run({
    step: 'The film could not be turned',
    command: {
      inputs: [{ source: { file: flat }, options: [] }],
      videoFilters: [],
      audioFilters: [],
      output: { target: { file: turned }, options: ['-c', 'copy', '-metadata:s:v:0', 'rotate=90'] },
    },
    signal: null,
    progress: null,
  });
  const { video, proposals } = await analyse(turned);
  const { width, height } = await sharp(
    await takeFrame(ffmpeg, turned, proposals[0]?.seconds ?? 0, null),
  ).metadata();
  expect([video.width, video.height]).toEqual([width, height]);
});

test('one frame is one shot and one keyframe', async () => {
  const file = await film('one.mp4', 'testsrc2=size=320x180:rate=25:duration=1', [], ['-frames:v', '1']);
  const { shots, proposals } = await analyse(file);
  expect(shots).toMatchObject([{ from: 0, to: 1 }]);
  expect(proposals).toMatchObject([{ frame: 0, shot: 0 }]);
});

test('a file that breaks off is analysed as far as it goes, and a note says where', async () => {
  const file = await film(
    'whole.mp4',
    'testsrc2=size=320x180:rate=25:duration=4',
    [],
    ['-movflags', '+faststart', '-g', '10'],
  );
  await truncate(file, Math.floor((await stat(file)).size / 2));
  const { video, notes } = await analyse(file);
  expect(video.frames).toBeGreaterThan(20);
  expect(video.frames).toBeLessThan(80);
  expect(notes.join()).toMatch(/pictures end after|breaks off/);
});

test('damage in the middle costs the frames it hits and no more', async () => {
  const file = await film('damaged.mkv', 'testsrc2=size=320x180:rate=25:duration=4', [], ['-g', '10']);
  const bytes = await readFile(file);
  bytes.fill(0x55, Math.floor(bytes.length * 0.5), Math.floor(bytes.length * 0.52));
  await writeFile(file, bytes);
  expect((await analyse(file)).video.frames).toBeGreaterThan(60);
});

test('what is no video is told in one sentence', async () => {
  const sound = await tone(ffmpeg, path.join(folder, 'tone.wav'), 0.5);
  await expect(analyse(sound)).rejects.toMatchObject({ code: 'no-pictures' });
  const nothing = path.join(folder, 'nothing.mp4');
  await writeFile(nothing, '');
  await expect(analyse(nothing)).rejects.toMatchObject({ code: 'empty-file' });
  const words = path.join(folder, 'words.mp4');
  await writeFile(words, 'these are words and no pictures '.repeat(200));
  await expect(analyse(words)).rejects.toMatchObject({ code: 'broken-media' });
  await expect(analyse(path.join(folder, 'nowhere.mp4'))).rejects.toMatchObject({ code: 'missing-file' });
});

test('a cancelled analysis ends its ffmpeg', async () => {
  const file = await film('long.mp4', 'testsrc2=size=320x180:rate=25:duration=8', []);
  const cancel = new AbortController();
  const options = { profile, signal: cancel.signal, onFrame: () => cancel.abort(new Error('enough')) };
  await expect(analyseVideo(ffmpeg, eye, file, options)).rejects.toThrow('enough');
});
