import type { Picture } from '../http/mediaHandler.ts';
import type { Frame } from '../media/frame.ts';
import { encodePreview, inspectImage, ofFrame, readImage } from '../media/images.ts';

/** A small picture to look at: lossy WebP, `side` pixels on its longest side at most. */
export async function smallPicture(frame: Frame, side: number): Promise<Picture> {
  return { type: 'image/webp', bytes: await encodePreview(frame, { maxSide: side, format: 'webp' }) };
}

/** A whole picture without loss, so that what is seen is what is there. PNG: written fastest. */
export async function wholePicture(frame: Frame): Promise<Picture> {
  return { type: 'image/png', bytes: await ofFrame(frame).png({ compressionLevel: 1 }).toBuffer() };
}

export function picture(frame: Frame, side: number | null): Promise<Picture> {
  return side === null ? wholePicture(frame) : smallPicture(frame, side);
}

/** An image file as it is seen, at most `side` pixels long; null for its own size. */
export async function pictureOfFile(file: string, side: number | null): Promise<Picture> {
  const { width, height } = await inspectImage(file);
  const scale = Math.min(1, (side ?? Infinity) / Math.max(width, height));
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  return picture(await readImage(file, { ...size, fit: 'crop', background: null }), side);
}
