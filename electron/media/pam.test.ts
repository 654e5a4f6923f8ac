import { expect, test } from 'vitest';
import { PamReader } from './pam.ts';

const pam = (...bytes: number[]) =>
  Buffer.concat([
    Buffer.from('P7\nWIDTH 1\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n'),
    Buffer.from(bytes),
  ]);
const [red, blue] = [
  [255, 0, 0, 255, 255, 0, 0, 255],
  [0, 0, 255, 255, 0, 0, 255, 255],
];
const film = Buffer.concat([red, red, red, blue, blue, red].map((bytes) => pam(...bytes)));

/** As a pipe gives it: in pieces that end anywhere. */
function framesOf(reader: PamReader, piece: number) {
  const pieces = Array.from({ length: Math.ceil(film.length / piece) }, (_, i) =>
    film.subarray(i * piece, (i + 1) * piece),
  );
  return pieces.flatMap((each) => [...reader.read(each)]);
}

test.each([1, 7, 100, 10_000])('a stream in pieces of %i bytes is cut into its frames', (piece) => {
  const frames = framesOf(new PamReader(), piece);
  expect(frames.map(({ data }) => [...data])).toEqual([red, red, red, blue, blue, red]);
  expect(new Set(frames).size).toBe(6);
});

test('a frame that repeats the one before is the same object, and what comes after it spoils nothing', () => {
  const frames = framesOf(new PamReader('same'), 11);
  expect(frames.map(({ data }) => [...data])).toEqual([red, red, red, blue, blue, red]);
  const [first, second, third, fourth, fifth, sixth] = frames;
  expect([second, third]).toEqual([first, first]);
  expect(second === first && third === first && fifth === fourth).toBe(true);
  expect(sixth === first).toBe(false);
});
