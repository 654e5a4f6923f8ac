import path from 'node:path';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { Fault } from '../../shared/fault.ts';
import type { Fps, Size } from '../../shared/project/schema.ts';
import { exactScaling } from '../media/decoder.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { planesLength, type Planes } from './planes.ts';

export interface WantedPlanes {
  /** Both even. The picture covers it; what is over is cut off. */
  readonly size: Size;
  readonly fps: Fps;
  /** Exactly so many frames: a video that ends earlier keeps its last picture. */
  readonly count: number;
  readonly signal: AbortSignal;
}

/**
 * The frames of a video as planes, at a constant rate. One buffer is used for all: a picture is good until the next is asked
 * for. Pictures that are BT.709 and of this size already are not converted. Throws a Fault, or the signal's reason.
 */
export async function* videoPlanes(
  ffmpeg: Ffmpeg,
  file: string,
  { size, fps, count, signal }: WantedPlanes,
): AsyncGenerator<Planes, void, void> {
  const step = `“${path.basename(file)}” could not be read`;
  const running = ffmpeg.start({
    step,
    command: {
      inputs: [{ source: { file }, options: [] }],
      videoFilters: [`fps=${String(fps.num)}/${String(fps.den)}`, ...(await conversion(file, size))],
      audioFilters: [],
      output: {
        target: 'pipe',
        options: [
          ...['-map', '0:v:0', '-frames:v', String(count)],
          ...['-c:v', 'rawvideo', '-pix_fmt', 'yuv420p', '-f', 'rawvideo'],
        ],
      },
    },
    signal,
    progress: null,
  });
  const picture: Planes = { ...size, data: new Uint8Array(planesLength(size.width, size.height)) };
  let frames = 0;
  try {
    let filled = 0;
    for await (const chunk of running.stdout as AsyncIterable<Buffer>) {
      for (let from = 0; from < chunk.length;) {
        const part = chunk.subarray(from, from + picture.data.length - filled);
        picture.data.set(part, filled);
        from += part.length;
        filled += part.length;
        if (filled === picture.data.length) {
          filled = 0;
          frames++;
          yield picture;
        }
      }
    }
    await running.done;
  } finally {
    await running.stop();
  }
  if (frames === 0) {
    throw new Fault('broken-media', `${step}: it has no pictures.`, 'Choose another video.');
  }
  for (; frames < count; frames++) {
    yield picture;
  }
}

/** The filters towards BT.709 in limited range at this size; none for a video that is so already. */
async function conversion(file: string, { width, height }: Size): Promise<readonly string[]> {
  const facts = await colourOf(file);
  const isSo = facts?.width === width && facts.height === height;
  // What says nothing of itself is, by convention, BT.709 from 720 lines on.
  const matrix = facts?.matrix ?? ((facts?.height ?? height) >= 720 ? 'bt709' : 'bt601');
  if (isSo && matrix === 'bt709' && !facts.fullRange) {
    return [];
  }
  const covered = `scale=${String(width)}:${String(height)}:force_original_aspect_ratio=increase`;
  const colours = `in_color_matrix=${matrix}:out_color_matrix=bt709:out_range=tv:flags=${exactScaling}`;
  return [`${covered}:${colours}`, `crop=${String(width)}:${String(height)}`, 'setsar=1'];
}

/** null where the container is none that mediabunny reads. */
async function colourOf(file: string) {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null || (await track.getRotation()) !== 0) {
      return null;
    }
    const { matrix, fullRange } = await track.getColorSpace();
    const isOld = matrix === 'smpte170m' || matrix === 'bt470bg';
    return {
      width: await track.getCodedWidth(),
      height: await track.getCodedHeight(),
      matrix: isOld ? 'bt601' : matrix === 'bt709' ? 'bt709' : null,
      fullRange: fullRange === true,
    };
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}
