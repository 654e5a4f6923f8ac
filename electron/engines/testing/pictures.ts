import { readFile, writeFile } from 'node:fs/promises';
import type { FrameFiles } from '../../generation/cache.ts';
import type { Frame } from '../../media/frame.ts';

/** The picture of an asset: a gradient whose colours come from the asset's name. */
export function pictureOf(asset: string, { width, height }: { width: number; height: number }): Frame {
  const tint = [...asset].reduce((sum, char) => (sum * 37 + char.charCodeAt(0)) % 251, 11);
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    data.set([60 + (tint % 150), (at * 3 + tint) % 256, (tint * 7) % 256, 255], at * 4);
  }
  return { width, height, data };
}

/** Frames as they are in memory behind a head of eight bytes: quick, and nothing to install. */
export const rawFrameFiles: FrameFiles = {
  write: async (base, { width, height, data }) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(width, 0);
    head.writeUInt32LE(height, 4);
    await writeFile(`${base}.raw`, Buffer.concat([head, data]));
    return `${base}.raw`;
  },
  read: async (file) => {
    const bytes = await readFile(file);
    const [width, height] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
    return { width, height, data: new Uint8Array(bytes.subarray(8)) };
  },
};
