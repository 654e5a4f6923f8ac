import type { Plan } from '../../shared/planner/schema.ts';
import type { Project } from '../../shared/project/schema.ts';
import type { Frame } from '../media/frame.ts';
import { assemble, type FilmFrame } from './assemble.ts';
import type { Cache } from './cache.ts';
import type { Engine, GenerationRequest } from './engine.ts';
import type { Results } from './film.ts';
import { guideFrameOf } from './guideFrames.ts';
import { cropped } from './pictures.ts';
import { surveyOf, type Survey } from './report.ts';
import { prepare } from './request.ts';
import type { Workshop } from './workshop.ts';

/** One film to be rendered or looked at. */
export interface FilmOrder {
  readonly project: Project;
  readonly plan: Plan;
  readonly engine: Engine;
  /** Where the file of an asset lies. */
  readonly assetPath: (asset: string) => string;
}

/** A film as it stands. What a render makes meanwhile is seen after `look`. */
export interface OpenFilm {
  survey(): Survey;
  look(): Promise<void>;
  /** What the engine is given at a batch frame, exactly; mid-grey where it is given nothing, or not yet. */
  guideFrame(batch: number, at: number): Promise<Frame>;
  /** What the engine would be asked for a batch; null while a frame it needs as context is not made. */
  request(batch: number): Promise<GenerationRequest | null>;
  /** A film frame as it stands; null while nothing was made for it. */
  filmFrame(film: number): Promise<Frame | null>;
  /** The film in order, whole or from a film frame on (see `assemble`): of a report's results, or of `survey().results`. */
  frames(
    results: Results,
    unmade: 'placeholder' | 'missing',
    colourMatch?: boolean,
    from?: number,
  ): AsyncGenerator<FilmFrame, void>;
  /** Keeps what the film shows from being trimmed until the returned function is called. */
  pin(): Promise<() => Promise<void>>;
}

export function openFilm({ project, plan }: FilmOrder, bench: Workshop, cache: Cache): OpenFilm {
  return {
    survey: () => surveyOf(plan, bench),
    look: async () => {
      for (const batch of plan.batches) {
        await bench.look(batch);
      }
    },
    guideFrame: (index, at) => guideFrameOf(plan, bench.film, index, at),
    request: async (index) => {
      const batch = plan.batches[index];
      return batch === undefined ? null : ((await prepare(bench.film, batch))?.request ?? null);
    },
    filmFrame: async (film) => {
      const source = bench.film.source(film);
      if (source.kind === 'keyframe') {
        return bench.film.pictures.film(source.keyframe);
      }
      const result = source.kind === 'result' ? await cache.open(source.result) : null;
      return result === null || source.kind !== 'result'
        ? null
        : cropped(await result.frame(source.at), project.size);
    },
    frames: (results, unmade, colourMatch = false, from) =>
      assemble(
        { cache, picture: bench.film.pictures.film, unmade, colourMatch },
        project,
        plan,
        results,
        from,
      ),
    pin: () => cache.pin(bench.keys()),
  };
}
