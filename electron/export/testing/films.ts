import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { decodeFrames } from '../../media/decoder.ts';
import { Children } from '../../media/children.ts';
import { Ffmpeg } from '../../media/ffmpeg.ts';
import { ffmpegPlaces } from '../../media/ffmpegPlaces.ts';
import { findFfmpeg } from '../../media/findFfmpeg.ts';
import { greyFrame, type Frame } from '../../media/frame.ts';

/** The ffmpeg the tests run; ENTRACTE_TEST_FFMPEG names another build. */
export async function testFfmpeg(): Promise<{ ffmpeg: Ffmpeg; children: Children }> {
  const children = new Children();
  const setting = process.env['ENTRACTE_TEST_FFMPEG'] ?? null;
  const found = await findFfmpeg(ffmpegPlaces({ setting, resources: null, path: '' }));
  return { ffmpeg: new Ffmpeg(found, children), children };
}

/** The same with a folder of its own for every test, after which no child process may be left. */
export async function testRoom() {
  const { ffmpeg, children } = await testFfmpeg();
  const room = { ffmpeg, children, folder: '' };
  beforeEach(async () => {
    room.folder = await mkdtemp(path.join(tmpdir(), 'entracte-export-'));
  });
  afterEach(async () => {
    expect(children.running).toBe(0);
    await rm(room.folder, { recursive: true, force: true });
  });
  return room;
}

/** A frame that carries its number as sixteen black or white blocks along its top; at least 256 wide, 16 high. */
export function numbered(width: number, height: number, number: number): Frame {
  const frame = greyFrame(width, height, 128);
  for (let bit = 0; bit < 16; bit++) {
    const value = (number >> bit) & 1 ? 235 : 20;
    for (let y = 0; y < 16; y++) {
      const from = (y * width + bit * 16) * 4;
      for (let at = from; at < from + 64; at += 4) {
        frame.data.fill(value, at, at + 3);
      }
    }
  }
  return frame;
}

export function numberOf(frame: Frame): number {
  let number = 0;
  for (let bit = 0; bit < 16; bit++) {
    number |= (frame.data[(8 * frame.width + bit * 16 + 8) * 4] ?? 0) > 128 ? 1 << bit : 0;
  }
  return number;
}

/** The numbers of a film's frames, in order. */
export async function numbersIn(ffmpeg: Ffmpeg, file: string): Promise<number[]> {
  const numbers: number[] = [];
  for await (const frame of decodeFrames(ffmpeg, file)) {
    numbers.push(numberOf(frame));
  }
  return numbers;
}

/** The first sound of a film, decoded: what a container says of its last packet is a guess. Mono, 8000 samples a second. */
export async function samplesOf(ffmpeg: Ffmpeg, file: string): Promise<Int16Array> {
  const { buffer, byteOffset, length } = await ffmpeg.run({
    step: 'The sound could not be read',
    command: {
      inputs: [{ source: { file }, options: [] }],
      videoFilters: [],
      audioFilters: [],
      output: { target: 'pipe', options: ['-map', '0:a:0', '-ac', '1', '-ar', '8000', '-f', 's16le'] },
    },
    signal: null,
    progress: null,
  });
  return new Int16Array(buffer, byteOffset, length >> 1);
}

/** A tone of `seconds` as a sound file; its name chooses the codec. */
export async function tone(
  ffmpeg: Ffmpeg,
  file: string,
  seconds: number,
  channels: 1 | 2 | 6 = 2,
): Promise<string> {
  const codec = { '.m4a': 'aac', '.mp3': 'libmp3lame', '.flac': 'flac', '.wav': 'pcm_s16le' }[
    path.extname(file)
  ];
  await ffmpeg.run({
    step: 'The tone could not be made',
    command: {
      inputs: [{ source: { generated: 'sine=frequency=440:sample_rate=48000' }, options: ['-f', 'lavfi'] }],
      videoFilters: [],
      audioFilters: [],
      output: {
        target: { file },
        options: ['-t', String(seconds), '-ac', String(channels), '-c:a', codec ?? 'pcm_s16le'],
      },
    },
    signal: null,
    progress: null,
  });
  return file;
}
