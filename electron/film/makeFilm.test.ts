import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { plainExport } from '../../shared/export/plainExport.ts';
import type { ExportSettings } from '../../shared/export/settings.ts';
import { planFilm } from '../../shared/planner/plan.ts';
import type { Asset, Project } from '../../shared/project/schema.ts';
import { paintFrame } from '../captions/reference.ts';
import { slideOf, trackOf } from '../captions/testing/tracks.ts';
import { createTestEngine, testProfile } from '../engines/testing/engine.ts';
import { filmOf, openStudio } from '../engines/testing/film.ts';
import { openEncoding } from '../export/encodeFilm.ts';
import { layOnFrame } from '../export/overlay.ts';
import { numbered, numberOf, numbersIn, testRoom, tone, samplesOf } from '../export/testing/films.ts';
import { likeness } from '../export/testing/likeness.ts';
import { decodeFrames } from '../media/decoder.ts';
import { probe } from '../media/probe.ts';
import { enlargeInLines } from '../upscale/enlargeInLines.ts';
import type { FilmEnlarger } from './enlargedUnder.ts';
import { makeFilm } from './makeFilm.ts';
import { fonts, painters } from './testing/painters.ts';

const room = await testRoom();
const { ffmpeg } = room;
const size = { width: 256, height: 144 };
const fps = { num: 24, den: 1 };
const engine = createTestEngine();

const track = trackOf([slideOf('we go', 0.25), slideOf('home', 2.25)], { size: 200, smallest: 100 });

/** A film that shows its number at every frame: each frame is a keyframe. */
const counted = (frames: number, first = 0): Project => ({
  ...filmOf(Array.from({ length: frames }, (_, i) => first + i)),
  ...{ size, fps },
});
const spoken: Project = { ...filmOf([]), size, fps, captions: track };

const withSound = (project: Project, file: string, seconds: number, offset = 0): Project => {
  const asset: Asset = {
    name: 'voice.wav',
    kind: 'audio',
    file: 'x',
    width: 0,
    height: 0,
    bytes: 1,
    seconds,
  };
  return { ...project, assets: { [file]: asset }, sound: { asset: file, offset } };
};

/** Enlarges without a network, and counts what it was given. */
let enlarged = 0;
const enlarger: FilmEnlarger = {
  frames: async function* (frames) {
    for await (const frame of frames) {
      enlarged += 1;
      yield { frame: enlargeInLines(frame, 2) };
    }
  },
  distinct: () => enlarged,
};

const notes: string[] = [];
async function make(
  project: Project,
  wishes: Partial<ExportSettings> = {},
  output = path.join(room.folder, 'film.mp4'),
  maker = engine,
) {
  const studio = await openStudio(path.join(room.folder, 'studio'), {
    readPicture: (file, _keyframe, wanted) =>
      Promise.resolve(numbered(wanted.width, wanted.height, Number(file.slice(1)))),
  });
  const order = {
    ...studio.order(project, maker, planFilm(project, testProfile)),
    assetPath: (asset: string) => asset,
  };
  const encoding = await openEncoding({
    ffmpeg: () => Promise.resolve(ffmpeg),
    file: null,
    folder: room.folder,
  });
  const parts = {
    ...{ runner: studio.runner, ffmpeg: () => Promise.resolve(ffmpeg), encoding, painters },
    openEnlarger: () => Promise.resolve(enlarger),
  };
  const report = await studio.runner.render(order);
  const settings = { ...plainExport, name: 'film', speed: 'fast', quality: 'best', ...wishes } as const;
  const job = {
    signal: new AbortController().signal,
    progress: () => undefined,
    note: (text: string) => notes.push(text),
  };
  return makeFilm(parts, order, report, { settings, output }, job);
}

const lengths = async (file: string) => {
  const { video, audio } = await probe(ffmpeg, file);
  return [video?.durationSeconds ?? 0, audio[0]?.durationSeconds ?? 0];
};

describe('a film with captions and sound', () => {
  test('has every frame once, in order, each with the captions its time asks for, and is as long as its sound', async () => {
    const voice = await tone(ffmpeg, path.join(room.folder, 'voice.wav'), 5, 1);
    const project = { ...withSound(counted(72), voice, 5), captions: track };
    const output = path.join(room.folder, 'film.mp4');
    expect(await make(project, { encoder: 'libx264' })).toMatchObject({ frames: 72 });
    const numbers: number[] = [];
    for await (const frame of decodeFrames(ffmpeg, output)) {
      const at = numbers.push(numberOf(frame)) - 1;
      // The frames about every change: a word a frame early or late is far below.
      if ([5, 6, 29, 30, 53, 54, 71].includes(at)) {
        const captions = paintFrame(track, size, fps, at, fonts);
        const wanted = layOnFrame({ x: 0, y: 0, ...captions }, numbered(size.width, size.height, at));
        expect([at, likeness(frame, wanted, { x: 0, y: 64, width: 256, height: 80 }) > 0.98]).toEqual([
          at,
          true,
        ]);
      }
    }
    expect(numbers).toEqual(Array.from({ length: 72 }, (_, i) => i));
    for (const seconds of await lengths(output)) {
      expect(Math.abs(seconds - 3)).toBeLessThan(1 / 24);
    }
    const sidecar = JSON.parse(await readFile(`${output}.json`, 'utf8')) as Record<string, unknown>;
    expect(sidecar).toMatchObject({ frames: 72, sound: { name: 'voice.wav' }, captions: { slides: 2 } });
  }, 30_000);

  test('in another size, in pieces and as WebM has every frame too', async () => {
    const project = { ...counted(30), captions: track };
    const webm = path.join(room.folder, 'film.webm');
    await make(project, { preset: 'vp9', size: { width: 512, height: 288 }, chunked: true }, webm);
    const frames: number[] = [];
    for await (const frame of decodeFrames(ffmpeg, webm, size)) {
      frames.push(numberOf(frame));
    }
    expect(frames).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect((await readdir(room.folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  }, 30_000);

  test('is noted to lack letters that no font has, when captions are asked for', async () => {
    const project = { ...counted(4), captions: trackOf([slideOf('one \u0378')]) };
    notes.length = 0;
    await make(project, { encoder: 'libx264', captions: false });
    expect(notes).toEqual([]);
    await make(project, { encoder: 'libx264' });
    expect(notes).toEqual([expect.stringMatching(/^No font here has \u0378: captions show boxes/)]);
  });
});

describe('sound', () => {
  const loudFrom = async (file: string) => {
    const values = await samplesOf(ffmpeg, file);
    const loud = [...values.keys()].filter((at) => Math.abs(values[at] ?? 0) > 300);
    return [(loud[0] ?? -1) / 8000, (loud.at(-1) ?? -1) / 8000];
  };

  test.each([
    ['that is moved begins there', 0.5, 2, 0.5, 2.5],
    ['that is moved back is cut at its beginning', -1, 2, 0, 1],
    ['that is short is followed by silence', 0, 1, 0, 1],
  ])(
    '%s',
    async (_what, offset, seconds, from, to) => {
      const voice = await tone(ffmpeg, path.join(room.folder, 'voice.wav'), seconds, 1);
      await make(withSound(counted(72), voice, seconds, offset), { encoder: 'libx264' });
      const output = path.join(room.folder, 'film.mp4');
      const [first = 0, last = 0] = await loudFrom(output);
      expect(Math.abs(first - from)).toBeLessThan(1 / 24);
      expect(Math.abs(last - to)).toBeLessThan(1 / 24);
      expect(Math.abs(((await lengths(output))[1] ?? 0) - 3)).toBeLessThan(1 / 24);
    },
    30_000,
  );

  test('of six channels goes under every format that has sound', async () => {
    const voice = await tone(ffmpeg, path.join(room.folder, 'voice.wav'), 1, 6);
    for (const [preset, file] of [
      ['h264', 'a.mp4'],
      ['vp9', 'a.webm'],
      ['lossless', 'a.mkv'],
    ] as const) {
      const output = path.join(room.folder, file);
      await make(withSound(spoken, voice, 1), { preset }, output);
      expect((await probe(ffmpeg, output)).audio[0]).toMatchObject({ channels: 6 });
    }
  }, 30_000);

  test('that is broken is one sentence by the name the person knows, and leaves no film', async () => {
    const voice = path.join(room.folder, 'broken');
    await writeFile(voice, 'RIFF not a sound at all'.repeat(40));
    await expect(make(withSound(counted(3), voice, 1))).rejects.toMatchObject({ code: 'broken-media' });
    expect((await readdir(room.folder)).filter((name) => name.startsWith('film'))).toEqual([]);
  }, 30_000);
});

test('a film of which a part failed is written with its placeholder; of placeholders alone none is', async () => {
  const [first, second] = ['k0>k1', 'k1>k2'].map((key) =>
    createTestEngine({ faults: { segment: { key, kind: 'transient' } } }),
  );
  const nothing = path.join(room.folder, 'nothing.mp4');
  await expect(make({ ...filmOf([0, 4]), size, fps }, {}, nothing, first)).rejects.toMatchObject({
    code: 'nothing-made',
    message: expect.stringContaining('This segment always fails.') as string,
    remedy: 'Change its prompt.',
  });
  expect((await readdir(room.folder)).filter((name) => name.startsWith('nothing'))).toEqual([]);
  const some = path.join(room.folder, 'some.mp4');
  const threeKeyframes = { ...filmOf([0, 4, 8]), size, fps };
  expect(await make(threeKeyframes, { encoder: 'libx264' }, some, second)).toMatchObject({ frames: 9 });
}, 30_000);

describe('a film without keyframes', () => {
  test('is its captions over a colour, as long as its sound, and what stays is encoded once', async () => {
    const voice = await tone(ffmpeg, path.join(room.folder, 'voice.m4a'), 4);
    const project: Project = {
      ...withSound(spoken, voice, 4),
      ...{ background: { kind: 'colour', colour: '#204060' }, fades: { ...spoken.fades, in: 6 } },
    };
    expect(await make(project)).toMatchObject({ frames: 96 });
    expect(ffmpeg.log.slice(-3).some((command) => / -f h264 /.test(command))).toBe(true);
    const output = path.join(room.folder, 'film.mp4');
    const greys: number[] = [];
    for await (const { data } of decodeFrames(ffmpeg, output)) {
      greys.push(data[2] ?? 0);
    }
    // Blue, from black to the colour's own in six frames.
    expect(greys.slice(0, 7).map((grey) => Math.round(grey / 16))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const seconds of await lengths(output)) {
      expect(Math.abs(seconds - 4)).toBeLessThan(1 / 24);
    }
  }, 30_000);

  test('lies over a video, in any format, and one too short keeps its last picture', async () => {
    const under = path.join(room.folder, 'under.mp4');
    await make(counted(20), { encoder: 'libx264' }, under);
    const asset: Asset = { name: 'under.mp4', kind: 'video', file: 'x', ...size, bytes: 1, seconds: 1 };
    const background = { kind: 'asset', asset: under, fit: 'crop' } as const;
    const project: Project = { ...spoken, assets: { [under]: asset }, background };
    const expected = Array.from({ length: 78 }, (_, i) => Math.min(i, 19));
    for (const [preset, file] of [
      ['h264', 'a.mp4'],
      ['lossless', 'a.mkv'],
    ] as const) {
      const output = path.join(room.folder, file);
      await make(project, { preset, chunked: preset === 'lossless' }, output);
      expect(await numbersIn(ffmpeg, output)).toEqual(expected);
    }
  }, 30_000);

  test('is laid on frames that are upscaled, in their size: as sharp as in a film of that size', async () => {
    const large = { width: 512, height: 288 };
    const upscale = { model: 'any', scale: 2 };
    enlarged = 0;
    const output = path.join(room.folder, 'large.mp4');
    await make({ ...counted(24), captions: track }, { upscale, encoder: 'libx264' }, output);
    expect(enlarged).toBe(24);
    expect((await probe(ffmpeg, output)).video).toMatchObject(large);
    let at = 0;
    for await (const frame of decodeFrames(ffmpeg, output)) {
      if ([8, 20].includes(at)) {
        const captions = paintFrame(track, large, fps, at, fonts);
        const under = enlargeInLines(numbered(size.width, size.height, at), 2);
        const wanted = layOnFrame({ x: 0, y: 0, ...captions }, under);
        const small = { x: 0, y: 0, ...paintFrame(track, size, fps, at, fonts) };
        const soft = enlargeInLines(layOnFrame(small, numbered(size.width, size.height, at)), 2);
        const part = { x: 0, y: 128, width: 512, height: 160 };
        expect([at, likeness(frame, wanted, part) > 0.98]).toEqual([at, true]);
        expect([at, likeness(frame, soft, part) < 0.98]).toEqual([at, true]);
      }
      at += 1;
    }
    expect(at).toBe(24);

    enlarged = 0;
    const still = { ...spoken, background: { kind: 'colour', colour: '#204060' } } as const;
    await make(still, { upscale }, path.join(room.folder, 'still.mp4'));
    expect(enlarged).toBe(1);

    enlarged = 0;
    await make(
      counted(24),
      { upscale, preset: 'lossless', chunked: true },
      path.join(room.folder, 'pieces.mkv'),
    );
    expect(enlarged).toBe(24);
  }, 30_000);
});
