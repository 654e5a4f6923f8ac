import type { Address, Arena } from './kernels.ts';

/** One picture at one size: three padded planes (luma, blue and red difference), f32. */
export interface Level {
  readonly width: number;
  readonly height: number;
  /** Samples from one row to the next, border included. */
  readonly stride: number;
  /** Bytes from one plane to the next. */
  readonly plane: number;
  /** Sample (0, 0) of the luma plane. */
  readonly at: Address;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Replicated samples around a plane: a patch may lie wholly outside the picture. */
const BORDER = 12;
const LONG_SIDE = 640;
/** Below this a picture is enlarged: patches of 8 pixels would see nothing else. */
const SHORT_SIDE = 64;

/** The size motion is looked for at: long side up to 640, both sides even and at least 64. */
export function workingSize({ width, height }: Size): Size {
  const scale = Math.min(1, LONG_SIDE / Math.max(width, height));
  const side = (length: number): number => Math.max(SHORT_SIDE, 2 * Math.round((length * scale) / 2));
  return { width: side(width), height: side(height) };
}

function takeLevel(arena: Arena, { width, height }: Size): Level {
  const stride = (width + 2 * BORDER + 3) & ~3;
  const plane = stride * (height + 2 * BORDER) * 4;
  const at = arena.take(3 * plane) + (BORDER * stride + BORDER) * 4;
  return { width, height, stride, plane, at };
}

function padLevel(arena: Arena, level: Level): void {
  for (let plane = 0; plane < 3; plane++) {
    const at = level.at + plane * level.plane;
    arena.kernels.padPlane(at, level.stride, level.width, level.height, BORDER);
  }
}

/** The picture (padded, premultiplied, at `picture`) at working size. */
export function workingLevel(arena: Arena, picture: Address, size: Size): Level {
  const level = takeLevel(arena, workingSize(size));
  const { at, stride, plane, width, height } = level;
  const row = arena.take(size.width * 16);
  arena.kernels.toPlanes(picture, size.width, size.height, at, stride, plane, width, height, row);
  padLevel(arena, level);
  return level;
}

/** Halves until the short side would fall under 12; the first entry is half the given level. */
export function halvings(arena: Arena, from: Level): readonly Level[] {
  const levels: Level[] = [];
  let last = from;
  while (levels.length === 0 || Math.min(last.width, last.height) >= 24) {
    const next = takeLevel(arena, { width: Math.ceil(last.width / 2), height: Math.ceil(last.height / 2) });
    for (let plane = 0; plane < 3; plane++) {
      const source = last.at + plane * last.plane;
      const target = next.at + plane * next.plane;
      arena.kernels.halvePlane(source, last.stride, target, next.stride, next.width, next.height);
    }
    padLevel(arena, next);
    levels.push(next);
    last = next;
  }
  return levels;
}

/** Brings the luma of `other` to the mean and spread of `one`, so that a change of light is not taken for motion. */
export function matchLuma(arena: Arena, one: Level, other: Level): void {
  const [mean, spread] = lumaOf(arena, one);
  const [otherMean, otherSpread] = lumaOf(arena, other);
  const gain = Math.min(2, Math.max(0.5, (spread + 1) / (otherSpread + 1)));
  const luma = arena.floats(other.at, other.stride * other.height);
  for (let y = 0; y < other.height; y++) {
    for (let i = y * other.stride, end = i + other.width; i < end; i++) {
      luma[i] = ((luma[i] ?? 0) - otherMean) * gain + mean;
    }
  }
  padLevel(arena, other);
}

function lumaOf(arena: Arena, { at, stride, width, height }: Level): readonly [mean: number, spread: number] {
  const luma = arena.floats(at, stride * height);
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < height; y++) {
    for (let i = y * stride, end = i + width; i < end; i++) {
      const value = luma[i] ?? 0;
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / (width * height);
  return [mean, Math.sqrt(Math.max(0, squares / (width * height) - mean * mean))];
}
