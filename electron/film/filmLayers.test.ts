import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { planFilm } from '../../shared/planner/plan.ts';
import type { Fades, Project } from '../../shared/project/schema.ts';
import { slideOf, trackOf } from '../captions/testing/tracks.ts';
import { createTestEngine, testProfile } from '../engines/testing/engine.ts';
import { filmOf, openStudio } from '../engines/testing/film.ts';
import { exportFilm } from '../export/exportFilm.ts';
import { exportLayered, type LayeredFilm } from '../export/exportLayered.ts';
import { numbered, testFfmpeg } from '../export/testing/films.ts';
import { decodeFrames } from '../media/decoder.ts';
import { h264 } from '../media/presets.ts';
import { layerApart, layerOver } from './filmLayers.ts';
import { painters } from './testing/painters.ts';

const { ffmpeg } = await testFfmpeg();
const shape = { size: { width: 256, height: 144 }, fps: { num: 24, den: 1 } };
const signal = new AbortController().signal;
const track = trackOf([slideOf('we go', 0.25), slideOf('home', 1.25)], { size: 200, smallest: 100 });
const folder = await mkdtemp(path.join(tmpdir(), 'entracte-layers-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const orderOf = async (fades: Fades) => {
  const project: Project = { ...filmOf([]), ...shape, captions: track, fades };
  const studio = await openStudio(path.join(folder, 'studio'));
  const order = studio.order(project, createTestEngine(), planFilm(project, testProfile));
  return { ...order, assetPath: (asset: string) => asset };
};

test('captions that cross over a video, between black and black, are the pixels that painted black makes, and less is blended', async () => {
  const under = path.join(folder, 'under.mp4');
  const plain = { ...shape, video: h264(1, 'ultrafast'), audio: null, signal, onFrame: () => undefined };
  await exportFilm(ffmpeg, {
    ...{ ...plain, output: under },
    frames: (async function* () {
      for (let number = 0; number < 60; number++) {
        yield await Promise.resolve({ frame: numbered(256, 144, number) });
      }
    })(),
  });
  const order = await orderOf({ in: 6, out: 9, slides: { how: 'crossfade', frames: 6 } });
  const layer = layerOver(order, shape.size, true, painters);
  const apart = layerApart(order, shape.size, true, painters);
  const whole = { x: 0, y: 0, ...shape.size };
  expect(await layer.bounds?.(signal)).toEqual(whole);
  expect((await apart?.captions.bounds?.(signal))?.height).toBeLessThan(120);
  const made = async (name: string, how: LayeredFilm['apart']) => {
    const output = path.join(folder, name);
    await exportLayered(ffmpeg, {
      ...{ ...plain, output, layer, apart: how },
      under: { kind: 'video', file: under },
    });
    const frames: Uint8Array[] = [];
    for await (const { data } of decodeFrames(ffmpeg, output)) {
      frames.push(data);
    }
    return frames;
  };
  const [painted, faded] = [await made('painted.mp4', null), await made('faded.mp4', apart)];
  expect(faded.length).toBe(painted.length);
  const mean = (data: Uint8Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
  const apartBy = (a: Uint8Array, b: Uint8Array) =>
    a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
  faded.forEach((frame, i) => {
    expect([i, apartBy(frame, painted[i] ?? new Uint8Array()) < 1]).toEqual([i, true]);
  });
  // The pixels' own opacity counts a quarter.
  expect([mean(faded[0] ?? new Uint8Array()), mean(faded.at(-1) ?? new Uint8Array())]).toEqual([
    expect.closeTo(63.75, 0),
    expect.closeTo(63.75, 0),
  ]);
});

test('a film that comes out of black and goes into it at once is painted so', async () => {
  const order = await orderOf({ in: 40, out: 40, slides: { how: 'none', frames: 6 } });
  expect(layerApart(order, shape.size, true, painters)).toBeNull();
});
