import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { greyFrame } from '../media/frame.ts';
import { enlargeInLines } from './enlargeInLines.ts';
import { proveFilm } from './proof.ts';
import { ffmpeg, make, numbered, raw } from './testing/films.ts';
import { printOf, viewOf } from './view.ts';

let film = '';
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-proof-'));
  film = path.join(folder, 'film.mp4');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

/** Stands for a picture that is none of the film's. */
const other = -1;

/** What is wrong with a film of `made` where `upTo(20)` was to be. */
async function judged(made: readonly number[]) {
  const frames = made.map((number) =>
    number === other ? greyFrame(128, 96, 250) : enlargeInLines(numbered(number), 2),
  );
  await make([...raw(128, 96), '-c:v', 'libx264', '-crf', '18', '-pix_fmt', 'yuv420p', film], frames);
  const prints = upTo(20).map((number) => printOf(viewOf(numbered(number))));
  const signal = new AbortController().signal;
  const wrong = await proveFilm(ffmpeg, film, { prints, shows: upTo(20) }, signal, () => undefined);
  return wrong.map(({ frame, what }) => [frame, what]);
}

test('a film in order is in order', async () => {
  expect(await judged(upTo(20))).toEqual([]);
});

test('two frames that changed places are named', async () => {
  const made = [...upTo(7), 8, 7, ...upTo(20).slice(9)];
  expect(await judged(made)).toEqual([
    [7, 'doubled'],
    [8, 'doubled'],
  ]);
});

test('a frame shown again instead of its own, one that is missing, and one that is something else are named', async () => {
  expect(await judged([...upTo(5), 4, ...upTo(20).slice(6)])).toEqual([[5, 'doubled']]);
  expect(await judged(upTo(19))).toEqual([[19, 'missing']]);
  expect(await judged([...upTo(12), other, ...upTo(20).slice(13)])).toEqual([[12, 'broken']]);
  expect(await judged([...upTo(20), 19])).toEqual([[20, 'doubled']]);
});
