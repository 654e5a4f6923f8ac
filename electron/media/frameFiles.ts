import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Frame } from './frame.ts';
import { ofFrame } from './images.ts';

/** Stopgap: PNG for every frame. */
export async function writeFrameFile(frame: Frame, base: string): Promise<string> {
  const file = `${base}.png`;
  await writeFile(file, await ofFrame(frame).png({ compressionLevel: 1 }).toBuffer());
  return file;
}

export async function readFrameFile(file: string): Promise<Frame> {
  const { data, info } = await sharp(await readFile(file)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
