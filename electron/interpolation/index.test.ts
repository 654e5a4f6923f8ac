import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildKernels } from '../../scripts/buildKernels.mjs';
import { createInterpolator, type Interpolator } from './index.ts';
import {
  along,
  cloudy,
  crossfade,
  disc,
  landscapeScene,
  layered,
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
  const [a, truth, b] = [scene.at(0), scene.at(t), scene.at(1)];
  using pair = interpolator.prepare(a, b, scene.width, scene.height);
  return psnr(interpolator.inbetween(pair, t), truth) - psnr(crossfade(a, b, t), truth);
}

describe('an in-between frame', () => {
  it('is at least 9 dB nearer to the truth than a crossfade where things move', () => {
    expect(gain(squareScene(width, height), 0.5)).toBeGreaterThan(9);
    expect(gain(squareScene(width, height, 2.5), 0.5)).toBeGreaterThan(9);
    expect(gain(panScene(width, height, 30, -12), 0.3)).toBeGreaterThan(15);
    expect(gain(landscapeScene(width, height), 0.5)).toBeGreaterThan(9);
  });

  it('is not a crossfade: it differs from one by more than 2 grey values on the mean', () => {
    const scene = squareScene(width, height);
    const [a, b] = [scene.at(0), scene.at(1)];
    using pair = interpolator.prepare(a, b, width, height);
    for (const t of [0.2, 0.5, 0.8]) {
      const faded = crossfade(a, b, t);
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

  it('takes any size', () => {
    for (const [w, h] of [
      [16, 16],
      [37, 211],
      [500, 18],
      [333, 187],
      [501, 351],
    ] as const) {
      const scene = squareScene(w, h, 0.2);
      using pair = interpolator.prepare(scene.at(0), scene.at(1), w, h);
      const frame = interpolator.inbetween(pair, 0.5);
      expect(psnr(frame, scene.at(0.5)), `${w} x ${h}`).toBeGreaterThan(27);
    }
  });

  it('moves transparency along and lets no colour of transparent pixels bleed in', () => {
    const scene = layered(width, height, [
      {
        cover: disc(50),
        texture: cloudy(4, [200, 60, 20, 255], [255, 200, 90, 255], 12),
        move: along(120, 90, 170, 90),
      },
    ]);
    using pair = interpolator.prepare(scene.at(0), scene.at(1), width, height);
    const frame = interpolator.inbetween(pair, 0.5);
    const alphaAt = (x: number, y: number): number => frame[(y * width + x) * 4 + 3] ?? -1;
    expect([alphaAt(145, 90), alphaAt(20, 20), alphaAt(88, 90)]).toEqual([255, 0, 0]);
    expect(alphaAt(202, 90)).toBeLessThan(8);
    const darkest = frame.reduce((least, value, i) => {
      return i % 4 === 0 && (frame[i + 3] ?? 0) > 40 ? Math.min(least, value) : least;
    }, 255);
    expect(darkest).toBeGreaterThan(180);
  });

  it('shows the ground and next to nothing of a thing that has left it', () => {
    const scene = squareScene(width, height, 2.5);
    using pair = interpolator.prepare(scene.at(0), scene.at(1), width, height);
    const uncovered = (pixels: Uint8ClampedArray): Uint8ClampedArray =>
      crop(pixels, 82, 115).subarray(33 * 4 * 58, 33 * 4 * 104);
    const frame = interpolator.inbetween(pair, 0.5);
    expect(psnr(uncovered(frame), uncovered(scene.at(0.5)))).toBeGreaterThan(38);
  });

  it('fills the frame it is given and no other size', () => {
    const scene = panScene(width, height, 6, 0);
    using pair = interpolator.prepare(scene.at(0), scene.at(1), width, height);
    const out = new Uint8ClampedArray(width * height * 4);
    expect(interpolator.inbetween(pair, 0.5, out)).toBe(out);
    expect(() => interpolator.inbetween(pair, 0.5, new Uint8ClampedArray(4))).toThrow(/has 4 bytes/);
  });

  it('keeps two pairs apart', () => {
    const [near, far] = [panScene(width, height, 10, 0), panScene(width, height, -24, 6)];
    using one = interpolator.prepare(near.at(0), near.at(1), width, height);
    const alone = interpolator.inbetween(one, 0.4).slice();
    using two = interpolator.prepare(far.at(0), far.at(1), width, height);
    interpolator.inbetween(two, 0.4);
    expect(meanDifference(interpolator.inbetween(one, 0.4), alone)).toBe(0);
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

  it('of which a quarter is related are moved there and crossfaded elsewhere', () => {
    const scene = panScene(width, height, 12, 0);
    const mixed = (seed: number, of: Uint8ClampedArray): Uint8ClampedArray => {
      const out = noisePicture(width, height, seed);
      for (let y = 0; y < height; y++) {
        const row = y * width * 4;
        out.set(of.subarray(row, row + width), row);
      }
      return out;
    };
    const [a, b] = [mixed(1, scene.at(0)), mixed(60, scene.at(1))];
    using pair = interpolator.prepare(a, b, width, height);
    expect(pair.kind).toBe('mixed');
    const frame = interpolator.inbetween(pair, 0.5);
    const left = (pixels: Uint8ClampedArray): Uint8ClampedArray => crop(pixels, 8, 50);
    const right = (pixels: Uint8ClampedArray): Uint8ClampedArray => crop(pixels, 200, 310);
    const faded = crossfade(a, b, 0.5);
    expect(psnr(left(frame), left(scene.at(0.5)))).toBeGreaterThan(
      psnr(left(faded), left(scene.at(0.5))) + 5,
    );
    expect(meanDifference(right(frame), right(faded))).toBeLessThan(10);
  });

  it('that are related are crossfaded where their motion would join what looks different', () => {
    const scene = panScene(width, height, 12, 0);
    const withNoise = (seed: number, of: Uint8ClampedArray): Uint8ClampedArray => {
      const noise = noisePicture(width, height, seed);
      return of.map((value, i) => (Math.floor(i / 4) % width < 230 ? value : (noise[i] ?? 0)));
    };
    const [a, b] = [withNoise(1, scene.at(0)), withNoise(60, scene.at(1))];
    using pair = interpolator.prepare(a, b, width, height);
    expect(pair.kind).toBe('motion');
    const [frame, faded] = [interpolator.inbetween(pair, 0.5), crossfade(a, b, 0.5)];
    expect(meanDifference(crop(frame, 250, 310), crop(faded, 250, 310))).toBeLessThan(10.5);
  });

  it('that are the same are copied', () => {
    const picture = noisePicture(width, height, 1);
    using pair = interpolator.prepare(picture, picture.slice(), width, height);
    expect(pair.kind).toBe('same');
    expect(meanDifference(interpolator.inbetween(pair, 0.5), picture)).toBe(0);
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

function meanDifference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}

function crop(pixels: Uint8ClampedArray, from: number, to: number): Uint8ClampedArray {
  return pixels.filter((_, i) => Math.floor(i / 4) % width >= from && Math.floor(i / 4) % width < to);
}
