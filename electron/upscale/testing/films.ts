import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tinyUpscaler } from '../../../scripts/tinyUpscaler.mjs';
import { Children } from '../../media/children.ts';
import { decodeFrames } from '../../media/decoder.ts';
import { Ffmpeg } from '../../media/ffmpeg.ts';
import { ffmpegPlaces } from '../../media/ffmpegPlaces.ts';
import { findFfmpeg } from '../../media/findFfmpeg.ts';
import type { Frame } from '../../media/frame.ts';

export const children = new Children();
// ENTRACTE_TEST_FFMPEG runs the same tests against another build.
const setting = process.env['ENTRACTE_TEST_FFMPEG'] ?? null;
export const ffmpeg = new Ffmpeg(
  await findFfmpeg(ffmpegPlaces({ setting, resources: null, path: process.env['PATH'] ?? '' })),
  children,
);

const cell = 8;

/** A frame that carries its number as twelve light or dark squares on grey. */
export function numbered(number: number, width = 64, height = 48): Frame {
  const data = new Uint8Array(width * height * 4).fill(128);
  for (let at = 3; at < data.length; at += 4) {
    data[at] = 255;
  }
  for (let bit = 0; bit < 12; bit++) {
    const light = (number >> bit) & 1 ? 235 : 20;
    const [left, top] = [(bit % 6) * cell, Math.floor(bit / 6) * cell];
    for (let y = top; y < top + cell; y++) {
      for (let x = left; x < left + cell; x++) {
        data.fill(light, (y * width + x) * 4, (y * width + x) * 4 + 3);
      }
    }
  }
  return { width, height, data };
}

/** The number a frame carries, `scale` times as large. */
export function numberOf({ width, data }: Frame, scale = 1): number {
  let number = 0;
  for (let bit = 0; bit < 12; bit++) {
    const [left, top] = [(bit % 6) * cell, Math.floor(bit / 6) * cell];
    const at = ((top + cell / 2) * scale * width + (left + cell / 2) * scale) * 4;
    number |= (data[at] ?? 0) > 128 ? 1 << bit : 0;
  }
  return number;
}

/** Runs ffmpeg to make a file for a test; `pictures` go to its stdin as rgba. */
export async function make(args: readonly string[], pictures: Iterable<Frame> = []): Promise<void> {
  const child = spawn(ffmpeg.found.path, ['-v', 'error', '-y', ...args], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close');
  for (const { data } of pictures) {
    if (!child.stdin.write(data)) {
      await Promise.race([once(child.stdin, 'drain'), ended]);
    }
  }
  child.stdin.end();
  const [code] = (await ended) as [number];
  if (code !== 0) {
    throw new Error(`ffmpeg could not make ${args.at(-1) ?? ''}`);
  }
}

/** How ffmpeg is told of pictures on its stdin. */
export const raw = (width = 64, height = 48, rate = 25): readonly string[] => [
  ...['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${String(width)}x${String(height)}`],
  ...['-r', String(rate), '-i', '-'],
];

/** Numbers a film shows, one a frame. */
export async function numbersIn(file: string, scale = 1): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const frame of decodeFrames(ffmpeg, file)) {
    numbers.push(numberOf(frame, scale));
  }
  return numbers;
}

/** A quick model with its manifest in a folder; answers the manifest's path. */
export async function writeTiny(
  folder: string,
  manifest: Readonly<Record<string, unknown>> = {},
  asked: Parameters<typeof tinyUpscaler>[0] = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'tiny.onnx'), tinyUpscaler(asked));
  const file = path.join(folder, 'tiny.json');
  const usual = {
    version: 1,
    name: 'tiny',
    file: 'tiny.onnx',
    scale: 2,
    layout: 'rgba',
    range: 255,
    margin: 0,
  };
  await writeFile(file, JSON.stringify({ ...usual, ...manifest }));
  return file;
}
