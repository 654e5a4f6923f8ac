import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeFrames } from '../media/decoder.ts';
import type { Frame } from '../media/frame.ts';
import { createFinder } from './duplicates.ts';
import { ffmpeg, make, raw } from './testing/films.ts';

const [width, height] = [320, 180];
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-near-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The same numbers 0..1 on every machine. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Smooth hills of three sizes, `at` pixels to the right. */
function ground(at: number): Float32Array {
  const luma = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = x + at;
      luma[y * width + x] =
        110 +
        20 * Math.sin(u / 19) * Math.cos(y / 23) +
        12 * Math.sin(u / 7 + y / 11) +
        6 * Math.sin(u / 2.5) * Math.sin(y / 3);
    }
  }
  return luma;
}

const still = ground(0);
type Paint = (number: number, roll: () => number) => Float32Array;

const inked = (paint: (luma: Float32Array) => void) => {
  const luma = still.slice();
  paint(luma);
  return luma;
};

const clips: Readonly<Record<string, Paint>> = {
  captions: (number) =>
    inked((luma) => {
      for (let y = 130; y < 150; y++) {
        luma.fill(235, y * width + 20 + ((number * 13) % 200), y * width + 60 + ((number * 13) % 200));
      }
    }),
  eye: (number) =>
    inked((luma) => {
      // Never the same twice within the clip, so that a repeat is one that was made.
      const open = [6, 4.5, 3, 1.5, 0.8, 2][number % 6] ?? 1;
      const look = Math.floor(number / 6) % 12;
      for (let y = 60; y < 80; y++) {
        for (let x = 145; x < 185; x++) {
          if (((x - 158 - look) / 6) ** 2 + ((y - 70) / open) ** 2 < 1) {
            luma[y * width + x] = 45;
          }
        }
      }
    }),
  pan: (number) => ground(number * 0.5),
  fade: (number) => still.map((value) => 16 + (value - 16) * (1 - number / 60)),
  grain: (_number, roll) => still.map((value) => value + (roll() + roll() + roll() - 1.5) * 8),
};

/** In the night: a fifth of the light, and of every movement. */
const night = (paint: Paint): Paint => {
  return (number, roll) => paint(number, roll).map((value) => 16 + (value - 16) / 5);
};
const { eye = ground, pan = ground } = clips;
/** What x264 wipes off at crf 23 but for a dot. */
const faintGrain: Paint = (_number, roll) =>
  still.map((value) => value + (roll() + roll() + roll() - 1.5) * 4);
const withLamp = (paint: Paint): Paint => {
  return (number, roll) => {
    const luma = paint(number, roll);
    for (let y = 20; y < 34; y++) {
      luma.fill(220, y * width + 290, y * width + 304);
    }
    return luma;
  };
};
const films: typeof clips = {
  ...clips,
  'pan at night': night(pan),
  'faint grain': faintGrain,
  'faint grain at night': night(faintGrain),
  'eye at night, and a lamp': withLamp(night(eye)),
};

/** A clip of 60 frames, each held for up to `holds`; which of them are new, and how they come back from x264. */
async function coded(name: string, crf: number, holds: number) {
  const roll = dice(11);
  const isNew: boolean[] = [];
  const frames: Frame[] = [];
  for (let number = 0; frames.length < 60; number++) {
    const luma = films[name]?.(number, roll) ?? still;
    const data = new Uint8Array(width * height * 4).fill(255);
    luma.forEach((value, at) => {
      data.fill(Math.round(Math.min(255, Math.max(0, value))), at * 4, at * 4 + 3);
    });
    const held = 1 + Math.floor(roll() * holds);
    for (let i = 0; i < held && frames.length < 60; i++) {
      isNew.push(i === 0);
      frames.push({ width, height, data });
    }
  }
  const file = path.join(folder, `${name}-${String(crf)}.mp4`);
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(crf), '-pix_fmt', 'yuv420p'];
  await make([...raw(width, height), ...codec, file], frames);
  return { isNew, decoded: decodeFrames(ffmpeg, file) };
}

async function found(name: string, crf: number, holds: number) {
  const { isNew, decoded } = await coded(name, crf, holds);
  const finder = await createFinder('near');
  const exact = await createFinder('exact');
  const counts = { repeats: 0, repeatsFound: 0, exactlyFound: 0, moving: 0, movingTaken: 0 };
  let at = 0;
  for await (const frame of decoded) {
    const [near, same] = [finder.see(frame), exact.see(frame)];
    if (isNew[at] === true) {
      counts.moving += 1;
      // What the codec made equal to the last pixel of a frame before is a repeat by definition: nothing is frozen by
      // showing that frame. Taken for a still is one that differs.
      counts.movingTaken += near.isNew || !same.isNew ? 0 : 1;
    } else {
      counts.repeats += 1;
      counts.repeatsFound += near.isNew ? 0 : 1;
      counts.exactlyFound += same.isNew ? 0 : 1;
    }
    at += 1;
  }
  expect(at).toBe(60);
  return counts;
}

const qualities = [18, 23];

test.each(qualities)('19 of 20 repeats are found after x264 at crf %i', async (crf) => {
  const clips = [await found('captions', crf, 4), await found('eye', crf, 4)];
  const sum = (name: 'repeats' | 'repeatsFound' | 'exactlyFound' | 'movingTaken') =>
    clips.reduce((total, counts) => total + counts[name], 0);
  expect(sum('repeats')).toBeGreaterThan(50);
  expect(sum('repeatsFound') / sum('repeats')).toBeGreaterThanOrEqual(0.95);
  expect(sum('movingTaken')).toBe(0);
  // Else the clips would prove nothing about near duplicates.
  expect(sum('exactlyFound')).toBeLessThan(sum('repeatsFound'));
});

test.each(qualities)('nothing that moves is taken for a still after x264 at crf %i', async (crf) => {
  for (const name of ['eye', 'pan', 'fade', 'grain', 'eye at night, and a lamp', 'pan at night']) {
    const { moving, movingTaken } = await found(name, crf, 1);
    expect({ name, moving, movingTaken }).toEqual({ name, moving: 60, movingTaken: 0 });
  }
});

test('what the codec nearly wiped off is taken for no still either', async () => {
  for (const name of ['faint grain', 'faint grain at night']) {
    expect({ name, ...(await found(name, 23, 1)) }).toMatchObject({ name, moving: 60, movingTaken: 0 });
  }
});
