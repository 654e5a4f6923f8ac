import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import { inspectImage } from '../media/images.ts';
import type { MediaFacts } from '../media/probe.ts';
import type { Inspect, Inspected } from './assets.ts';

/** Extensions players know; a video or sound called otherwise is stored without one of its own. */
const known = /^\.(mp4|m4v|mov|mkv|webm|avi|mpg|mpeg|ts|wav|flac|mp3|m4a|aac|ogg|opus|aiff)$/;

/**
 * Looks into a dropped file: as a picture first (decoded once, so that a damaged one is met here), else by `probe`
 * as a video or sound; null when it is neither. Faults name the file as the person knows it.
 */
export function createInspect(probe: (file: string) => Promise<MediaFacts>): Inspect {
  return async (file, name) => {
    try {
      return (await asImage(file)) ?? (await asMedia(probe, file, name));
    } catch (error) {
      throw error instanceof Fault ? renamed(error, path.basename(file), path.basename(name)) : error;
    }
  };
}

async function asImage(file: string): Promise<Inspected | null> {
  try {
    const { format, width, height } = await inspectImage(file);
    return { kind: 'image', extension: format, width, height, seconds: null };
  } catch (error) {
    if (error instanceof Fault && error.code === 'not-an-image') {
      return null;
    }
    throw error;
  }
}

async function asMedia(
  probe: (file: string) => Promise<MediaFacts>,
  file: string,
  name: string,
): Promise<Inspected | null> {
  const ending = path.extname(name).toLowerCase();
  try {
    const { video, audio, durationSeconds } = await probe(file);
    if (video === null && audio.length === 0) {
      return null;
    }
    const seconds = durationSeconds > 0 ? durationSeconds : null;
    const extension = known.test(ending) ? ending.slice(1) : 'media';
    return video === null
      ? { kind: 'audio', extension, width: 0, height: 0, seconds: audio[0]?.durationSeconds || seconds }
      : { kind: 'video', extension, width: video.width, height: video.height, seconds };
  } catch (error) {
    if (error instanceof Fault && ['no-stream', 'broken-media'].includes(error.code) && !known.test(ending)) {
      return null;
    }
    throw error;
  }
}

/** While it is looked at the file has a name of passage, which would tell the person nothing. */
function renamed(fault: Fault, passage: string, name: string): Fault {
  return new Fault(fault.code, fault.message.replaceAll(passage, name), fault.remedy, fault.cause);
}
