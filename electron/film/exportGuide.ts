import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { engineMask, maskOf } from '../../shared/planner/mask.ts';
import { Fault } from '../../shared/fault.ts';
import type { FilmOrder, OpenFilm } from '../generation/openFilm.ts';
import { openEncoder } from '../media/encoder.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { greyFrame, type Frame } from '../media/frame.ts';
import { writePng } from '../media/images.ts';
import { lossless } from '../media/presets.ts';

/** A mask frame as engines read it: black keeps, white generates, greys between are soft. */
export function maskFrame(weight: number, width: number, height: number): Frame {
  return greyFrame(width, height, Math.round(weight * 255));
}

/**
 * Guide and mask of one batch as an engine gets them, in `folder`: `guide.mkv` and `mask.mkv` (FFV1) and a PNG a
 * frame in `guide/` and `mask/`, all of the batch's generated length. Resolves to the frames of each.
 */
export async function exportGuide(
  ffmpeg: Ffmpeg,
  { plan, project }: FilmOrder,
  film: OpenFilm,
  index: number,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly frames: number }> {
  const batch = plan.batches[index];
  if (batch === undefined) {
    throw new Fault(
      'no-batch',
      `There is no batch ${String(index)} in this film.`,
      'Look at the plan again.',
    );
  }
  const mask = engineMask(maskOf(batch), batch, plan.profile);
  const pictures = {
    guide: (at: number) => film.guideFrame(index, at),
    mask: async (at: number) => {
      const { width, height } = await film.guideFrame(index, at);
      return maskFrame(mask[at] ?? 1, width, height);
    },
  };
  for (const [name, pictureAt] of Object.entries(pictures)) {
    const pngs = path.join(folder, name);
    await mkdir(pngs, { recursive: true });
    const { width, height } = await pictureAt(0);
    const output = path.join(folder, `${name}.mkv`);
    const encoder = await openEncoder(ffmpeg, {
      output,
      width,
      height,
      fps: project.fps,
      video: lossless,
      signal,
    });
    try {
      for (let at = 0; at < batch.generated; at++) {
        signal.throwIfAborted();
        const frame = await pictureAt(at);
        await encoder.write(frame);
        await writePng(frame, path.join(pngs, `${String(at).padStart(4, '0')}.png`));
      }
      await encoder.finish();
    } catch (error) {
      await encoder.cancel();
      throw error;
    }
  }
  return { frames: batch.generated };
}
