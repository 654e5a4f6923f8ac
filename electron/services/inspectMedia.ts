import { inspectImage } from '../media/images.ts';
import { probe } from '../media/probe.ts';
import type { Inspected } from '../project/assets.ts';

/** Looks into a dropped file: an image as its picture is shown, else a video or a sound; null for anything else. */
export async function inspectMedia(file: string, name: string): Promise<Inspected | null> {
  const image = await inspectImage(file, name);
  if (image !== null) {
    return { kind: 'image', extension: image.extension, width: image.width, height: image.height };
  }
  const found = await probe(file).catch(() => null);
  if (found === null) {
    return null;
  }
  const { video, extension } = found;
  return video === null
    ? { kind: 'audio', extension, width: 0, height: 0 }
    : { kind: 'video', extension, width: video.width, height: video.height };
}
