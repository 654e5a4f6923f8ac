import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { VideoSettings } from '../media/presets.ts';
import { gif, h264, hevc, lossless, prores, vp9 } from '../media/presets.ts';
import { probe } from '../media/probe.ts';
import { exportPiece, type LayeredFilm } from './exportLayered.ts';
import { exportInPieces, pieceVideo } from './pieces.ts';
import { readSound, soundUnder } from './sound.ts';
import { numbered, numbersIn, testRoom, tone, samplesOf } from './testing/films.ts';

const room = await testRoom();
const { ffmpeg, children } = room;
const size = { width: 256, height: 16 };
const signal = new AbortController().signal;

interface Wishes {
  readonly frames: number;
  readonly fps: { num: number; den: number };
  readonly video: VideoSettings;
  readonly key?: string;
  readonly audio?: LayeredFilm['audio'];
  /** Called when a frame is asked for; what it throws is met in the midst of the film. */
  readonly onFrame?: (frame: number) => void;
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const output = () => path.join(room.folder, 'film.mp4');

async function make({ frames, fps, video, key = 'a', audio = null, onFrame = () => undefined }: Wishes) {
  const resumed: number[] = [];
  const layer = {
    runs: [{ state: 0, from: 0, frames }],
    async *paint() {
      yield await Promise.resolve(null);
    },
  };
  const from = async function* (first: number) {
    for (let frame = first; frame < frames; frame++) {
      onFrame(frame);
      yield await Promise.resolve({ frame: numbered(size.width, size.height, frame) });
    }
  };
  const film = {
    ...{
      under: { kind: 'frames', from } as const,
      layer,
      apart: null,
      size,
      fps,
      frames,
      audio,
      signal,
      key,
    },
    ...{ output: output(), video, onFrame: () => undefined },
  };
  const made = await exportInPieces(ffmpeg, {
    ...film,
    encode: (first, to, file) =>
      exportPiece(ffmpeg, { ...film, video: pieceVideo(video), output: file }, first, to),
    onResume: (there) => resumed.push(there),
    onJoin: () => undefined,
    pieceSeconds: 3,
  });
  return { ...made, resumed };
}

const secondsHeard = async (file: string) => (await samplesOf(ffmpeg, file)).length / 8000;

test.each([
  ['H.264', h264(20, 'ultrafast'), { num: 24, den: 1 }],
  ['H.264 with groups of its own at 30000/1001', h264(20, 'medium'), { num: 30000, den: 1001 }],
  ['HEVC', hevc(24, 'ultrafast'), { num: 12, den: 1 }],
  ['VP9', vp9(40), { num: 7, den: 1 }],
  ['ProRes', prores, { num: 10, den: 1 }],
  ['FFV1', lossless, { num: 24, den: 1 }],
])('%s joins to the frame, with its sound', async (_name, video, fps) => {
  const frames = Math.round((7 * fps.num) / fps.den);
  const voice = await tone(ffmpeg, path.join(room.folder, 'voice.wav'), 5);
  const audio = soundUnder(voice, await readSound(ffmpeg, voice, signal), video.container, frames, fps);
  expect(await make({ frames, fps, video, audio })).toMatchObject({ frames, resumed: [] });
  expect(await numbersIn(ffmpeg, output())).toEqual(numbers(frames));
  expect((await probe(ffmpeg, output())).video?.fps).toEqual(fps);
  expect(Math.abs((await secondsHeard(output())) - (frames * fps.den) / fps.num)).toBeLessThan(
    fps.den / fps.num,
  );
  expect((await readdir(room.folder)).sort()).toEqual(['film.mp4', 'voice.wav']);
});

const plain = { frames: 200, fps: { num: 24, den: 1 }, video: h264(20, 'ultrafast') };

test('an ffmpeg killed in the midst is one fault, and asked again only what is missing is encoded', async () => {
  const pids = new Set<number>();
  const start = children.start.bind(children);
  children.start = (...given) => {
    const child = start(...given);
    pids.add(child.pid ?? 0);
    return child;
  };
  const kill = (frame: number) => {
    if (frame === 100) {
      process.kill([...pids].at(-1) ?? 0, 'SIGKILL');
    }
  };
  try {
    await expect(make({ ...plain, onFrame: kill })).rejects.toMatchObject({
      code: 'ffmpeg-failed',
      message: expect.stringContaining('“film.mp4”') as string,
    });
  } finally {
    children.start = start;
  }
  expect(await readdir(room.folder)).toEqual(['.film.mp4.pieces']);
  const asked: number[] = [];
  expect(await make({ ...plain, onFrame: (frame) => asked.push(frame) })).toMatchObject({ resumed: [1] });
  expect(Math.min(...asked)).toBe(72);
  expect(await numbersIn(ffmpeg, output())).toEqual(numbers(200));
  expect(await readdir(room.folder)).toEqual(['film.mp4']);
});

test('pieces of another film are thrown away', async () => {
  const stop = (frame: number) => {
    if (frame === 100) {
      throw new Error('the power is gone');
    }
  };
  await expect(make({ ...plain, onFrame: stop })).rejects.toThrow('the power is gone');
  expect(await make({ ...plain, key: 'b' })).toMatchObject({ frames: 200, resumed: [] });
});

test('a format that cannot be joined is refused before anything is made', async () => {
  await expect(make({ ...plain, video: gif })).rejects.toMatchObject({ code: 'no-pieces' });
  expect(await readdir(room.folder)).toEqual([]);
});

test('what is in the way of the folder is one sentence', async () => {
  await mkdir(path.join(room.folder, 'gone'));
  await rm(path.join(room.folder, 'gone'), { recursive: true });
  const parts = {
    output: path.join(room.folder, 'gone', 'film.mp4'),
    key: 'a',
    frames: 1,
    fps: plain.fps,
    video: plain.video,
  };
  const made = exportInPieces(ffmpeg, {
    ...{ ...parts, audio: null, signal, encode: () => Promise.resolve(null) },
    ...{ onResume: () => undefined, onJoin: () => undefined },
  });
  await expect(made).rejects.toMatchObject({ code: 'missing-file' });
});
