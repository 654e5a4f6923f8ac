import type { OpenEnlarger } from '../film/enlargedUnder.ts';
import type { Upscaling } from './upscale.ts';

/** Frames that could not be upscaled and are named in the job's notes. */
const mostNamed = 10;

/** Upscaling as a step of a film's export. A film's own repeats (holds, stills) are equal pixels: nothing else is a repeat. */
export function createFilmEnlarger(upscaling: Pick<Upscaling, 'frames'>): OpenEnlarger {
  return ({ model, scale }, size, { signal, note }) => {
    const counts = { read: 0, distinct: 0, inferred: 0, known: 0, failed: 0 };
    let named = 0;
    return Promise.resolve({
      frames: async function* (frames) {
        const asked = { model, scale, duplicates: 'exact', ...size } as const;
        for await (const { index, frame, failed } of await upscaling.frames(frames, asked, signal, counts)) {
          if (failed !== null && named++ < mostNamed) {
            note(`Frame ${String(index)} could not be upscaled and is enlarged plainly: ${failed.message}`);
          }
          yield { frame };
        }
      },
      distinct: () => counts.distinct,
    });
  };
}
