import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Frame } from './frame.ts';
import { encodePreview, inspectImage, readImage, writePng } from './images.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-images-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Left half red, right half blue. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#f00' } }).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: '#00f' } },
      left: width / 2,
      top: 0,
    },
  ]);

const at = ({ data, width }: Frame, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];
const red = [255, 0, 0, 255];
const blue = [0, 0, 255, 255];
const black = [0, 0, 0, 255];

test('a picture is never stretched: crop covers the frame, fit shows all of it on black', async () => {
  const file = path.join(folder, `it's "wide" 🎬.png`);
  await halves(200, 100).png().toFile(file);
  const covered = await readImage(file, { width: 50, height: 50, fit: 'crop' });
  expect([covered.width, covered.height, covered.data.length]).toEqual([50, 50, 10_000]);
  expect([at(covered, 2, 2), at(covered, 47, 47)]).toEqual([red, blue]);
  const whole = await readImage(file, { width: 50, height: 50, fit: 'fit' });
  expect([at(whole, 25, 5), at(whole, 25, 45)]).toEqual([black, black]);
  expect([at(whole, 2, 25), at(whole, 47, 25)]).toEqual([red, blue]);
});

test('a chosen part fills the frame', async () => {
  const bytes = await halves(200, 100).png().toBuffer();
  const crop = { x: 0.5, y: 0, width: 0.5, height: 1 };
  const part = await readImage(bytes, { width: 40, height: 40, fit: 'crop', crop });
  expect([at(part, 1, 1), at(part, 38, 38)]).toEqual([blue, blue]);
});

test('a picture taken sideways is read upright, and its part is a part of what is seen', async () => {
  const bytes = await halves(200, 100).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
  expect(await inspectImage(bytes)).toMatchObject({ width: 100, height: 200, format: 'jpeg', frames: 1 });
  const upright = await readImage(bytes, { width: 50, height: 100, fit: 'crop' });
  expect(at(upright, 25, 10)[0]).toBeGreaterThan(200);
  expect(at(upright, 25, 90)[2]).toBeGreaterThan(200);
  const crop = { x: 0, y: 0.6, width: 1, height: 0.4 };
  const lower = await readImage(bytes, { width: 50, height: 40, fit: 'crop', crop });
  expect(at(lower, 25, 5)[2]).toBeGreaterThan(200);
});

test('CMYK, 16 bits and grey become 8-bit sRGB', async () => {
  const cmyk = await halves(40, 40).toColourspace('cmyk').jpeg().toBuffer();
  const deep = await halves(40, 40).toColourspace('rgb16').png().toBuffer();
  const grey = await halves(40, 40).greyscale().png().toBuffer();
  for (const bytes of [cmyk, deep, grey]) {
    const frame = await readImage(bytes, { width: 40, height: 40, fit: 'crop' });
    expect(frame.data.length).toBe(6400);
    expect(at(frame, 5, 5)[3]).toBe(255);
  }
  const frame = await readImage(deep, { width: 40, height: 40, fit: 'crop' });
  expect([at(frame, 5, 5), at(frame, 35, 5)]).toEqual([red, blue]);
  expect(at(await readImage(cmyk, { width: 40, height: 40, fit: 'crop' }), 5, 5)[0]).toBeGreaterThan(180);
});

test('transparency lies on black, or is kept when asked for', async () => {
  const clear = {
    create: { width: 20, height: 20, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } },
  } as const;
  const bytes = await sharp(clear).png().toBuffer();
  expect((await inspectImage(bytes)).hasAlpha).toBe(true);
  expect(at(await readImage(bytes, { width: 20, height: 20, fit: 'crop' }), 3, 3)).toEqual(black);
  const kept = await readImage(bytes, { width: 20, height: 20, fit: 'crop', background: null });
  expect(at(kept, 3, 3)[3]).toBe(0);
});

test('of an animation the first frame is taken', async () => {
  const strip = Buffer.concat([
    Buffer.alloc(300, Buffer.from([255, 0, 0])),
    Buffer.alloc(300, Buffer.from([0, 0, 255])),
  ]);
  const gif = await sharp(strip, { raw: { width: 10, height: 20, channels: 3, pageHeight: 10 } })
    .gif()
    .toBuffer();
  expect(await inspectImage(gif)).toMatchObject({ width: 10, height: 10, frames: 2, format: 'gif' });
  expect(at(await readImage(gif, { width: 10, height: 10, fit: 'crop' }), 5, 5)).toEqual(red);
});

test.each([
  ['text called .png', 'a.png', () => Promise.resolve(Buffer.from('hello, I am text')), 'not-an-image'],
  ['0 bytes', 'b.png', () => Promise.resolve(Buffer.alloc(0)), 'empty-file'],
  [
    'a drawing (SVG)',
    'c.png',
    () => Promise.resolve(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
    'not-an-image',
  ],
  ['half a picture', 'd.png', async () => (await noisy()).subarray(0, 20_000), 'broken-image'],
  ['a header of 30,000 x 30,000', 'e.png', () => Promise.resolve(hugeHeader()), 'image-too-large'],
])('%s is refused in one sentence with a remedy', async (_what, name, bytes, code) => {
  const file = path.join(folder, name);
  await writeFile(file, await bytes());
  const fault = await inspectImage(file).catch((error: unknown) => error);
  expect(fault).toMatchObject({ name: 'Fault', code });
  expect((fault as Error).message).toMatch(new RegExp(`^“${name}” .*\\.$`));
  await expect(readImage(file, { width: 8, height: 8, fit: 'fit' })).rejects.toMatchObject({ code });
});

test('a missing file is told as missing', async () => {
  await expect(inspectImage(path.join(folder, 'gone.png'))).rejects.toMatchObject({ code: 'missing-file' });
});

test('a frame written as PNG comes back bit for bit, fast or small', async () => {
  const data = new Uint8Array(31 * 17 * 4).map((_, n) => (n % 4 === 3 ? 128 + (n % 128) : (n * 7) % 256));
  for (const fast of [true, false]) {
    const file = path.join(folder, `${fast}.png`);
    await writePng({ width: 31, height: 17, data }, file, { fast });
    const back = await readImage(file, { width: 31, height: 17, fit: 'crop', background: null });
    expect(Buffer.compare(back.data, data)).toBe(0);
  }
  expect((await readdir(folder)).sort()).toEqual(['false.png', 'true.png']);
});

test('a preview is small, keeps its shape and is never enlarged', async () => {
  const frame = await readImage(await halves(1280, 720).png().toBuffer(), {
    width: 1280,
    height: 720,
    fit: 'crop',
  });
  for (const format of ['webp', 'jpeg'] as const) {
    const facts = await inspectImage(await encodePreview(frame, { maxSide: 320, format }));
    expect(facts).toMatchObject({ width: 320, height: 180, format });
  }
  const same = await inspectImage(await encodePreview(frame, { maxSide: 9000, format: 'jpeg' }));
  expect(same.width).toBe(1280);
});

const noisy = () =>
  sharp({
    create: {
      width: 300,
      height: 300,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .png()
    .toBuffer();

/** A PNG that is nothing but its header: 30,000 x 30,000, 8-bit RGB. */
function hugeHeader(): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    const named = Buffer.concat([Buffer.from(type), body]);
    sum.writeUInt32BE(crc(named));
    return Buffer.concat([length, named, sum]);
  };
  const size = Buffer.alloc(13);
  size.writeUInt32BE(30_000, 0);
  size.writeUInt32BE(30_000, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', size),
    chunk('IDAT', Buffer.alloc(64)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(bytes: Buffer): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
    }
  }
  return (rest ^ 0xffffffff) >>> 0;
}
