import { openEncoder } from '../../media/encoder.ts';
import type { Ffmpeg } from '../../media/ffmpeg.ts';
import type { Frame } from '../../media/frame.ts';
import { readImage } from '../../media/images.ts';
import { h264 } from '../../media/presets.ts';

const clipSize = { width: 192, height: 108 };
const clipFps = { num: 25, den: 1 };

/** Where a camera looks in a world: its middle in parts of the world, and how much of it is seen. */
interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** A frame of a clip being made: straight from a view, or two mixed, or whitened, or darkened. */
export type Shown = (frame: number) => Frame;

export interface Part {
  readonly frames: number;
  readonly shown: Shown;
  /** How it follows the part before; `none` where it goes on. */
  readonly join: 'cut' | 'dissolve' | 'fade' | 'none';
}

/** Random numbers in 0..1 that are the same at every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A made-up place, 576 x 216: a sky, a ground, things of all sizes on it, and a grain. */
export function world(seed: number): Frame {
  const [width, height] = [576, 216];
  const next = random(seed);
  const colour = () => [next() * 200 + 20, next() * 200 + 20, next() * 200 + 20] as const;
  const [above, below] = [colour(), colour()];
  const data = new Uint8Array(width * height * 4).fill(255);
  const horizon = height * (0.3 + next() * 0.4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const base = y < horizon ? above : below;
      const light = 0.7 + (0.3 * (y < horizon ? y : y - horizon)) / height + (next() - 0.5) * 0.12;
      base.forEach((value, c) => (data[at + c] = value * light));
    }
  }
  for (let n = 0; n < 60; n++) {
    const [cx, cy, r, ink, isRound] = [
      next() * width,
      next() * height,
      4 + next() ** 3 * 42,
      colour(),
      next() < 0.5,
    ];
    for (let y = Math.max(0, Math.floor(cy - r)); y < Math.min(height, cy + r); y++) {
      for (let x = Math.max(0, Math.floor(cx - r)); x < Math.min(width, cx + r); x++) {
        if (!isRound || Math.hypot(x - cx, y - cy) < r) {
          const shade = 0.85 + next() * 0.3;
          ink.forEach((value, c) => (data[(y * width + x) * 4 + c] = Math.min(255, value * shade)));
        }
      }
    }
  }
  return { width, height, data };
}

/** A picture file as a world. */
export const photographed = (file: string): Promise<Frame> =>
  readImage(file, { width: 576, height: 216, fit: 'crop' });

/** What the camera sees, by bilinear interpolation. */
export function seen(place: Frame, { x, y, zoom }: View): Frame {
  const { width, height } = clipSize;
  const from = place.data;
  const data = new Uint8Array(width * height * 4).fill(255);
  const columns = Float64Array.from({ length: width }, (_, column) =>
    clamp(x * place.width + (column - width / 2) / zoom, place.width - 2),
  );
  for (let row = 0, to = 0; row < height; row++) {
    const sy = clamp(y * place.height + (row - height / 2) / zoom, place.height - 2);
    const top = Math.floor(sy);
    const fy = sy - top;
    for (let column = 0; column < width; column++, to += 4) {
      const sx = columns[column] ?? 0;
      const left = Math.floor(sx);
      const fx = sx - left;
      const at = (top * place.width + left) * 4;
      const under = at + place.width * 4;
      for (let c = 0; c < 3; c++) {
        const upper = (from[at + c] ?? 0) * (1 - fx) + (from[at + 4 + c] ?? 0) * fx;
        const lower = (from[under + c] ?? 0) * (1 - fx) + (from[under + 4 + c] ?? 0) * fx;
        data[to + c] = upper * (1 - fy) + lower * fy;
      }
    }
  }
  return { width, height, data };
}

const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most - 0.001);

/** `a` turning into `b`: 0 all of the first. */
export function mixed(a: Frame, b: Frame, share: number): Frame {
  return { ...a, data: a.data.map((value, i) => Math.round(value * (1 - share) + (b.data[i] ?? 0) * share)) };
}

/** Brightness towards white (above 0) or black (below 0). */
export function lit(frame: Frame, light: number): Frame {
  const towards = light > 0 ? 255 : 0;
  const share = Math.abs(light);
  return {
    ...frame,
    data: frame.data.map((value, i) => (i % 4 === 3 ? 255 : value * (1 - share) + towards * share)),
  };
}

/** The mean of several frames: what a shutter sees that stays open while the camera moves. */
export function smeared(frames: readonly Frame[]): Frame {
  const [first] = frames;
  if (first === undefined) {
    throw new RangeError('nothing to smear');
  }
  const data = first.data.map(
    (_, i) => frames.reduce((sum, { data: each }) => sum + (each[i] ?? 0), 0) / frames.length,
  );
  return { ...first, data };
}

export interface Clip {
  readonly file: string;
  readonly frames: number;
  /** The frame at which a part begins (a dissolve's middle), and how far from it a finding may be. */
  readonly truth: readonly { readonly frame: number; readonly join: Part['join']; readonly within: number }[];
}

/** Writes parts as H.264. A dissolve or fade is a part of its own whose join says so: its middle is the truth. */
export async function makeClip(
  ffmpeg: Ffmpeg,
  file: string,
  parts: readonly Part[],
  noise = 3,
): Promise<Clip> {
  const encoder = await openEncoder(ffmpeg, {
    output: file,
    ...clipSize,
    fps: clipFps,
    video: h264(23, 'veryfast'),
  });
  const next = random(99);
  const truth: Clip['truth'][number][] = [];
  let at = 0;
  for (const { frames, shown, join } of parts) {
    if (at > 0 && join !== 'none') {
      const isLong = join !== 'cut';
      truth.push({
        join,
        frame: isLong ? at + Math.floor(frames / 2) : at,
        within: isLong ? Math.ceil(frames / 2) : 1,
      });
    }
    for (let i = 0; i < frames; i++, at++) {
      const frame = shown(i);
      const { data } = frame;
      for (let p = 0; p < data.length; p += 4) {
        const grain = (next() - 0.5) * 2 * noise;
        for (let c = p; c < p + 3; c++) {
          const value = (data[c] ?? 0) + grain;
          data[c] = value < 0 ? 0 : value > 255 ? 255 : value;
        }
      }
      await encoder.write(frame);
    }
  }
  await encoder.finish();
  return { file, frames: at, truth };
}

interface Score {
  readonly hits: number;
  readonly missed: number;
  readonly wrong: number;
}

/** Boundaries found against the truth: each counts for one at most. */
export function score(clip: Clip, found: readonly number[]): Score {
  const left = [...found];
  let hits = 0;
  for (const { frame, within } of clip.truth) {
    const at = left.findIndex((each) => Math.abs(each - frame) <= within);
    if (at >= 0) {
      left.splice(at, 1);
      hits++;
    }
  }
  return { hits, missed: clip.truth.length - hits, wrong: left.length };
}

export function f1(scores: readonly Score[]): number {
  const sum = (of: (score: Score) => number) => scores.reduce((total, each) => total + of(each), 0);
  const hits = sum(({ hits: own }) => own);
  const faults = sum(({ missed, wrong }) => missed + wrong);
  return hits + faults === 0 ? 1 : (2 * hits) / (2 * hits + faults);
}
