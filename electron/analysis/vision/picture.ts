import { createHash } from 'node:crypto';
import type { Frame } from '../../media/frame.ts';
import { inspectImage, ofFrame, readImage } from '../../media/images.ts';
import { withStrip, type LetterPainter } from './strip.ts';

/** Pixels on a picture's long side, as it is sent. */
export const sentSide = 512;

/** A picture ready to be sent: small, opaque, and known by its pixels. */
export interface Small {
  readonly frame: Frame;
  /** SHA-256 of size and pixels, in hex. */
  readonly hash: string;
}

/** A sent picture: the bytes of a file. */
export interface Sent {
  readonly mime: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/** At most `sentSide` on the long side, aspect kept, never enlarged, on black. Faults as `readImage` for bytes. */
export async function smallOf(source: Uint8Array | Frame): Promise<Small> {
  const frame = 'data' in source ? await shrunk(source) : await decoded(source);
  const head = `${String(frame.width)}x${String(frame.height)}:`;
  return { frame, hash: createHash('sha256').update(head).update(frame.data).digest('hex') };
}

/** The size of a picture as it is sent. */
export function sentSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, sentSide / Math.max(width, height));
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  return { width: side(width), height: side(height) };
}

/** JPEG at quality 85 without chroma subsampling (a code is read, not admired), or PNG. `tag` null prints no strip. */
export async function encode(
  { frame }: Small,
  tag: string | null,
  paint: LetterPainter,
  format: 'jpeg' | 'png',
): Promise<Sent> {
  const image = ofFrame(tag === null ? frame : withStrip(frame, tag, paint)).removeAlpha();
  return format === 'jpeg'
    ? {
        mime: 'image/jpeg',
        bytes: await image.jpeg({ quality: 85, chromaSubsampling: '4:4:4' }).toBuffer(),
      }
    : { mime: 'image/png', bytes: await image.png({ compressionLevel: 6 }).toBuffer() };
}

async function decoded(bytes: Uint8Array): Promise<Frame> {
  const { width, height } = await inspectImage(bytes);
  return readImage(bytes, { ...sentSize(width, height), fit: 'fit' });
}

async function shrunk(frame: Frame): Promise<Frame> {
  const { width, height } = sentSize(frame.width, frame.height);
  const { data } = await ofFrame(frame)
    .resize(width, height, { fit: 'fill' })
    .flatten({ background: '#000' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width, height, data };
}
