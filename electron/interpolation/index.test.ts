import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildKernels } from '../../scripts/buildKernels.mjs';
import { createInterpolator, ease, type Interpolator } from './index.ts';
import {
  crossfade,
  landscapeScene,
  noisePicture,
  panScene,
  psnr,
  squareScene,
  type Scene,
} from './scenes.ts';

const [width, height] = [320, 180];
let interpolator: Interpolator;

beforeAll(async () => {
  interpolator = await createInterpolator(await readFile(await buildKernels()));
});

/** How many dB the in-between frame is nearer to the truth than a crossfade is. */
function gain(scene: Scene, t: number): number {
  using pair = interpolator.prepare(scene.at(0), scene.at(1), scene.width, scene.height);
  const truth = scene.at(t);
  return psnr(interpolator.inbetween(pair, t), truth) - psnr(crossfade(scene.at(0), scene.at(1), t), truth);
}

describe('an in-between frame', () => {
  it('is at least 6 dB nearer to the truth than a crossfade where things move', () => {
    expect(gain(squareScene(width, height), 0.5)).toBeGreaterThan(6);
    expect(gain(panScene(width, height, 30, -12), 0.3)).toBeGreaterThan(6);
    expect(gain(landscapeScene(width, height), 0.5)).toBeGreaterThan(6);
  });

  it('is not a crossfade: it differs from one by more than 2 grey values on the mean', () => {
    const scene = squareScene(width, height);
    using pair = interpolator.prepare(scene.at(0), scene.at(1), width, height);
    for (const t of [0.2, 0.5, 0.8]) {
      const faded = crossfade(scene.at(0), scene.at(1), t);
      expect(meanDifference(interpolator.inbetween(pair, t), faded)).toBeGreaterThan(2);
    }
  });

  it('comes smoothly to the keyframes at both ends', () => {
    const scene = landscapeScene(width, height);
    using pair = interpolator.prepare(scene.at(0), scene.at(1), width, height);
    const steps = [0, 0.02, 0.04, 0.06, 0.08].map((t) => interpolator.inbetween(pair, t).slice());
    const back = [1, 0.98, 0.96, 0.94, 0.92].map((t) => interpolator.inbetween(pair, t).slice());
    for (const way of [steps, back]) {
      const jumps = way.slice(1).map((frame, i) => meanDifference(frame, way[i] ?? frame));
      const [first = Infinity, ...later] = jumps;
      expect(first).toBeLessThan(1.6 * Math.max(...later));
    }
  });

  it('takes any size, and alpha', () => {
    for (const [w, h] of [
      [16, 16],
      [37, 211],
      [500, 18],
      [333, 187],
    ] as const) {
      const scene = squareScene(w, h, 0.2);
      using pair = interpolator.prepare(scene.at(0), scene.at(1), w, h);
      expect(interpolator.inbetween(pair, 0.5)).toHaveLength(w * h * 4);
    }
  });

  it('keeps two pairs apart', () => {
    const [near, far] = [panScene(width, height, 10, 0), panScene(width, height, -24, 6)];
    using one = interpolator.prepare(near.at(0), near.at(1), width, height);
    const alone = interpolator.inbetween(one, 0.4).slice();
    using two = interpolator.prepare(far.at(0), far.at(1), width, height);
    interpolator.inbetween(two, 0.4);
    expect(interpolator.inbetween(one, 0.4)).toEqual(alone);
  });
});

describe('two pictures', () => {
  it('that are unrelated are dissolved', () => {
    using pair = interpolator.prepare(
      noisePicture(width, height, 1),
      noisePicture(width, height, 50),
      width,
      height,
    );
    expect(pair.kind).toBe('dissolve');
    expect(pair.consistency).toBeLessThan(0.1);
  });

  it('that are the same are copied', () => {
    const picture = noisePicture(width, height, 1);
    using pair = interpolator.prepare(picture, picture.slice(), width, height);
    expect(pair.kind).toBe('same');
    expect(interpolator.inbetween(pair, 0.5)).toEqual(picture);
  });

  it('of the wrong size are refused with what to do', () => {
    const picture = noisePicture(width, height, 1);
    expect(() => interpolator.prepare(picture, picture, width, height + 1)).toThrow(/need .* bytes/);
    expect(() => interpolator.prepare(picture, picture, 8, 8)).toThrow(/too small/);
  });

  it('that were let go of make no more frames', () => {
    const picture = noisePicture(width, height, 1);
    const pair = interpolator.prepare(picture, picture, width, height);
    pair.close();
    expect(() => interpolator.inbetween(pair, 0.5)).toThrow(/let go/);
  });
});

it('every easing starts at 0, ends at 1 and never turns back', () => {
  for (const kind of ['linear', 'ease', 'hold-then-move'] as const) {
    const values = Array.from({ length: 21 }, (_, i) => ease(kind, i / 20));
    expect(values[0]).toBe(0);
    expect(values[20]).toBe(1);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  }
});

function meanDifference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}
