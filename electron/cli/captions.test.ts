import { Command } from 'commander';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testFfmpeg } from '../export/testing/films.ts';
import { decodeFrames } from '../media/decoder.ts';
import { probe } from '../media/probe.ts';
import { addCaptionsCommand } from './captions.ts';
import { createTerminal } from './terminal.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-captions-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const asked = (...words: string[]) => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addCaptionsCommand(program, createTerminal(process));
  return program.parseAsync(['node', 'entracte', 'captions', ...words]);
};

test.each([
  ['an odd size', ['--size', '641x361']],
  ['a rate of nothing', ['--fps', '0']],
  ['an unknown speed', ['--speed', 'warp']],
  ['a quality beyond the scale', ['--quality', '60']],
])('%s is wrong use, told before anything is begun', async (_name, options) => {
  const words = path.join(folder, 'words.srt');
  await writeFile(words, '1\n00:00:00,000 --> 00:00:01,000\nHello\n');
  await expect(asked(words, '-o', path.join(folder, 'film.mp4'), ...options)).rejects.toMatchObject({
    code: 'commander.invalidArgument',
  });
});

/** Silence of so many seconds: PCM, mono, 8000 samples a second of 8 bits. */
function silence(seconds: number): Buffer {
  const length = seconds * 8000;
  const head = Buffer.alloc(44);
  head.write('RIFF');
  head.writeUInt32LE(length + 36, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt32LE(0x10001, 20);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt32LE(0x80001, 32);
  head.write('data', 36);
  head.writeUInt32LE(length, 40);
  return Buffer.concat([head, Buffer.alloc(length, 128)]);
}

test('10,000 words that overlap, out of order and with empty captions among them, come out to the frame with their sound', async () => {
  const at = (name: string) => path.join(folder, name);
  const segments = Array.from({ length: 500 }, (_, i) => ({
    ...{ start: i, end: i + 1.4, text: 'twenty words' },
    words: Array.from({ length: 20 }, (_, k) => ({
      ...{ word: ` w${String(i * 20 + k)}`, start: i + k * 0.07, end: i + (k + 1) * 0.07 },
    })),
  })).reverse();
  const empty = { start: 3.2, end: 3.2, text: '', words: [] };
  await writeFile(at('words.json'), JSON.stringify({ segments: [empty, ...segments, empty] }));
  await writeFile(at('voice.wav'), silence(510));
  const small = ['--size', '160x90', '--fps', '2', '--speed', 'ultrafast', '--background', '#204060'];
  await asked(at('words.json'), '--audio', at('voice.wav'), ...small, '-o', at('film.mp4'));
  expect((await readdir(folder)).sort()).toEqual(['film.mp4', 'voice.wav', 'words.json']);
  const { ffmpeg } = await testFfmpeg();
  const { audio, video } = await probe(ffmpeg, at('film.mp4'));
  expect(Math.abs((audio[0]?.durationSeconds ?? 0) - (video?.durationSeconds ?? 0))).toBeLessThan(0.5);
  const isBare: boolean[] = [];
  for await (const { data } of decodeFrames(ffmpeg, at('film.mp4'))) {
    let [darkest, brightest] = [255, 0];
    for (let i = 0; i < data.length; i += 4) {
      darkest = Math.min(darkest, data[i] ?? 0);
      brightest = Math.max(brightest, data[i] ?? 0);
    }
    isBare.push(brightest - darkest < 40);
  }
  // Words from the first frame to 500.4 s, and then the colour alone.
  expect(isBare).toHaveLength(1020);
  expect([isBare.indexOf(true), isBare.lastIndexOf(false)]).toEqual([1001, 1000]);
}, 120_000);
