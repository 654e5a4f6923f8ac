import path from 'node:path';
import type { BrokenFrame } from '../../shared/upscale/schema.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { printSize } from './view.ts';

export interface Expected {
  /** How each frame of the source looks (see printOf). */
  readonly prints: readonly Uint8Array[];
  /** Which distinct picture each frame shows. */
  readonly shows: readonly number[];
}

/** Neighbours a frame could have been taken for. */
const reach = 8;

/** Prints of a frame and of its enlargement differ by less, 0..255 in the mean; networks change brightness a little. */
const faithful = 12;

/** A neighbour must look this much more alike to be what is shown, in grey values of the mean. */
const clearly = 0.35;

/**
 * Decodes a film and compares each frame with the source's of the same number and with its neighbours: what is missing,
 * doubled or broken, in order. Frames that look the same at 32x18 cannot be told apart by this; their number can.
 */
export async function proveFilm(
  ffmpeg: Ffmpeg,
  film: string,
  { prints, shows }: Expected,
  signal: AbortSignal,
  onFrame: (done: number) => void,
): Promise<readonly BrokenFrame[]> {
  const wrong: BrokenFrame[] = [];
  let count = 0;
  for await (const print of printsOf(ffmpeg, film, signal)) {
    const at = count++;
    const expected = prints[at];
    if (expected !== undefined) {
      const found = judged(print, at, prints, shows);
      if (found !== null) {
        wrong.push(found);
      }
    }
    onFrame(count);
  }
  for (let frame = count; frame < prints.length; frame++) {
    wrong.push({ frame, what: 'missing', why: `The film has ${String(count)} frames.` });
  }
  for (let frame = prints.length; frame < count; frame++) {
    wrong.push({ frame, what: 'doubled', why: `The source has ${String(prints.length)} frames.` });
  }
  return wrong;
}

function judged(
  print: Uint8Array,
  at: number,
  prints: readonly Uint8Array[],
  shows: readonly number[],
): BrokenFrame | null {
  const own = differenceOf(print, prints[at]);
  let [best, least] = [at, own];
  for (let other = Math.max(0, at - reach); other <= Math.min(prints.length - 1, at + reach); other++) {
    const difference = shows[other] === shows[at] ? own : differenceOf(print, prints[other]);
    if (difference < least) {
      [best, least] = [other, difference];
    }
  }
  if (least > faithful) {
    return { frame: at, what: 'broken', why: 'It does not look like the source.' };
  }
  return own - least > clearly
    ? { frame: at, what: 'doubled', why: `It shows frame ${String(best)} of the source.` }
    : null;
}

/** The mean difference in grey values; infinite where there is nothing to compare with. */
function differenceOf(a: Uint8Array, b: Uint8Array | undefined): number {
  if (b === undefined) {
    return Infinity;
  }
  let sum = 0;
  for (let at = 0; at < a.length; at++) {
    sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
  }
  return sum / a.length;
}

async function* printsOf(
  ffmpeg: Ffmpeg,
  film: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const { width, height } = printSize;
  const running = ffmpeg.start({
    step: `“${path.basename(film)}” could not be checked`,
    command: {
      inputs: [{ source: { file: film }, options: [] }],
      videoFilters: [`scale=${String(width)}:${String(height)}:flags=area`, 'format=rgb24'],
      audioFilters: [],
      output: {
        target: 'pipe',
        options: ['-map', '0:v:0', ffmpeg.found.frameMode, 'passthrough', '-f', 'rawvideo'],
      },
    },
    signal,
    progress: null,
  });
  try {
    let rest = Buffer.alloc(0);
    const bytes = width * height * 3;
    for await (const chunk of running.stdout) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      for (; rest.length >= bytes; rest = rest.subarray(bytes)) {
        yield lumaOf(rest);
      }
    }
    await running.done;
  } finally {
    await running.stop();
  }
}

const lumaOf = (rgb: Buffer) =>
  Uint8Array.from({ length: printSize.width * printSize.height }, (_, at) =>
    Math.round(0.299 * (rgb[at * 3] ?? 0) + 0.587 * (rgb[at * 3 + 1] ?? 0) + 0.114 * (rgb[at * 3 + 2] ?? 0)),
  );
