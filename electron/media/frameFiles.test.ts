import { mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { greyFrame, type Frame } from './frame.ts';
import { readFrameFile, writeFrameFile } from './frameFiles.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-frames-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Every byte different from its neighbours; `alpha` varies or is whole. */
function busy(width: number, height: number, alpha: boolean): Frame {
  const data = new Uint8Array(width * height * 4).map((_, at) =>
    at % 4 === 3 && !alpha ? 255 : (at * 2654435761) >>> 13,
  );
  return { width, height, data };
}

test.each([
  ['a flat picture', greyFrame(64, 36)],
  ['a busy one', busy(64, 36, false)],
  ['one with alpha, colours under full transparency too', busy(33, 7, true)],
  ['a single pixel', busy(1, 1, false)],
  ['a single column', busy(1, 50, true)],
])('%s comes back bit for bit', async (_what, frame) => {
  const file = await writeFrameFile(frame, path.join(folder, '00001'));
  const back = await readFrameFile(file);
  expect([back.width, back.height]).toEqual([frame.width, frame.height]);
  expect(Buffer.compare(back.data, frame.data)).toBe(0);
});

test('a frame that is part of a larger buffer is read from its own place', async () => {
  const store = new Uint8Array(16 + 64 * 4).fill(9);
  const frame = { width: 8, height: 8, data: store.subarray(13, 13 + 256) };
  const back = await readFrameFile(await writeFrameFile(frame, path.join(folder, 'part')));
  expect(Buffer.compare(back.data, frame.data)).toBe(0);
});

test('alpha is stored only where there is some, and flat pictures stay tiny', async () => {
  const opaque = await writeFrameFile(busy(64, 36, false), path.join(folder, 'opaque'));
  const clear = await writeFrameFile(busy(64, 36, true), path.join(folder, 'clear'));
  expect((await sharp(await readFile(opaque)).metadata()).channels).toBe(3);
  expect((await sharp(await readFile(clear)).metadata()).channels).toBe(4);
  const flat = await writeFrameFile(greyFrame(640, 360), path.join(folder, 'flat'));
  expect((await stat(flat)).size).toBeLessThan(8000);
});

test('a torn file and a missing one are told apart', async () => {
  const file = await writeFrameFile(busy(64, 36, false), path.join(folder, 'torn'));
  await truncate(file, Math.floor((await stat(file)).size / 2));
  await expect(readFrameFile(file)).rejects.toMatchObject({ code: 'broken-image' });
  await expect(readFrameFile(path.join(folder, 'gone.png'))).rejects.toMatchObject({ code: 'missing-file' });
});
