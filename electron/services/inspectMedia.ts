import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { inspectImage, type ImageFacts } from '../media/images.ts';
import { probe } from '../media/probe.ts';
import type { Inspect } from '../project/assets.ts';

const imageExtensions: Readonly<Record<string, string>> = { jpeg: 'jpg', heif: 'heic' };

/** A name's own extension where it is plain enough to be part of a file name of ours. */
function extensionOf(name: string): string {
  const extension = path.extname(name).slice(1).toLowerCase();
  return /^[a-z0-9]{1,5}$/.test(extension) ? extension : 'bin';
}

/** null where it is no picture; a damaged or too large one is told by the name the person knows. */
async function imageFacts(file: string, name: string): Promise<ImageFacts | null> {
  try {
    return await inspectImage(file);
  } catch (error) {
    if (error instanceof Fault && error.code === 'not-an-image') {
      return null;
    }
    if (error instanceof Fault) {
      const message = error.message.replace(path.basename(file), path.basename(name));
      throw new Fault(error.code, message, error.remedy, error);
    }
    throw error;
  }
}

/** Looks into a dropped file: an image as it is seen, else a video or a sound; null for anything else. */
export function createInspect(ffmpeg: () => Promise<Ffmpeg>): Inspect {
  return async (file, name) => {
    const image = await imageFacts(file, name);
    if (image !== null) {
      const extension = imageExtensions[image.format] ?? image.format;
      return { kind: 'image', extension, width: image.width, height: image.height };
    }
    const found = await probe(await ffmpeg(), file).catch(() => null);
    if (found === null) {
      return null;
    }
    const extension = extensionOf(name);
    return found.video === null
      ? { kind: 'audio', extension, width: 0, height: 0 }
      : { kind: 'video', extension, width: found.video.width, height: found.video.height };
  };
}
