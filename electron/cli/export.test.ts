import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyProject } from '../../shared/project/schema.ts';
import { serialiseProject } from '../../shared/project/serialise.ts';
import { testFfmpeg, tone } from '../export/testing/films.ts';
import { countFrames, probe } from '../media/probe.ts';

const { ffmpeg } = await testFfmpeg();
const sample = path.resolve('resources/sample/sample.entracte');
const spoken = {
  segments: [
    {
      ...{ start: 0.2, end: 1.4, text: ' all aboard' },
      words: [
        { word: ' all', start: 0.2, end: 0.6 },
        { word: ' aboard', start: 0.7, end: 1.4 },
      ],
    },
  ],
};

let home = '';
const at = (name: string) => path.join(home, name);
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'entracte-cli-'));
  const empty = emptyProject('empty', 'Spoken', { width: 320, height: 180 }, { num: 25, den: 1 });
  await writeFile(at('empty.entracte'), serialiseProject(empty));
  await writeFile(at('words.json'), JSON.stringify(spoken));
  await tone(ffmpeg, at('voice.wav'), 2, 1);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Runs the terminal as a person does, in the folder of the test; resolves however it ends. */
function entracte(...args: readonly string[]) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { ...process.env, ENTRACTE_HOME: at('home') };
    const cli = path.resolve('dist/node/cli.js');
    execFile(process.execPath, [cli, 'export', ...args], { env, cwd: home }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
  });
}

test('a film of captions, a sound and a colour is made of their files, and every step can be read by a program', async () => {
  const files = ['--captions', 'words.json', '--audio', 'voice.wav', '--background', '#204060'];
  const { code, out, err } = await entracte('empty.entracte', '-o', 'film.mp4', ...files, '--events');
  expect([code, err]).toEqual([0, expect.stringMatching(/^film\.mp4: 50 frames, [\d.]+ MB\n$/)]);
  const events = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events.at(-1)).toMatchObject({ event: 'exported', frames: 50 });
  expect(events.some(({ event, phase }) => event === 'export' && phase === 'Encoding')).toBe(true);
  expect(await countFrames(ffmpeg, at('film.mp4'))).toBe(50);
  expect((await probe(ffmpeg, at('film.mp4'))).audio).toHaveLength(1);
  expect((await readdir(home)).filter((name) => name.startsWith('film'))).toEqual([
    'film.mp4',
    'film.mp4.json',
  ]);
}, 30_000);

describe('one clear sentence before anything is made, and nothing is left', () => {
  test.each([
    [
      'an unknown format',
      [sample, '-o', 'x.mp4', '--preset', 'foo'],
      2,
      /^There is no format for “foo”\.\nChoose --preset from h264, /,
    ],
    [
      'an encoder of another format',
      [sample, '-o', 'x.mp4', '--encoder', 'libx265'],
      2,
      /libx265 makes no MP4 \(H\.264\)/,
    ],
    [
      'a folder that is not there',
      [sample, '-o', 'gone/x.mp4'],
      1,
      /“x\.mp4” could not be written: “gone” or its folder/,
    ],
    [
      'a film with nothing in it',
      ['empty.entracte', '-o', 'x.mp4'],
      1,
      /no keyframes, no captions and no sound/,
    ],
    [
      'captions that are none',
      [sample, '-o', 'x.mp4', '--captions', 'voice.wav'],
      1,
      /“voice\.wav” could not be read: this is not SubRip/,
    ],
    [
      'a sound that is none',
      [sample, '-o', 'x.mp4', '--audio', 'words.json'],
      1,
      /“words\.json” could not be read/,
    ],
    [
      'a background nobody would see',
      [sample, '-o', 'x.mp4', '--background', '#000000'],
      2,
      /only in a film without keyframes/,
    ],
    ['pieces of a GIF', [sample, '-o', 'x.gif', '--chunked'], 2, /cannot be written in pieces/],
  ])(
    '%s',
    async (_what, args, code, sentence) => {
      const told = await entracte(...args);
      expect([told.code, told.out]).toEqual([code, '']);
      expect(told.err).toMatch(sentence);
      expect(told.err.trim().split('\n')).toHaveLength(2);
      expect((await readdir(home)).filter((name) => name.startsWith('x'))).toEqual([]);
    },
    30_000,
  );
});
