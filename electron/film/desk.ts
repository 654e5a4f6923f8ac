import type { Prepared, SegmentState } from '../../shared/contract.ts';
import { Fault } from '../../shared/fault.ts';
import type { RenderEvent } from '../../shared/generation/events.ts';
import type { Plan } from '../../shared/planner/schema.ts';
import type { Project } from '../../shared/project/schema.ts';
import type { Engines } from '../engines/registry.ts';
import { contentKey } from '../generation/contentKey.ts';
import type { Costs } from '../generation/costs.ts';
import type { GenerationRequest } from '../generation/engine.ts';
import type { Survey } from '../generation/report.ts';
import type { FilmOrder, OpenFilm } from '../generation/openFilm.ts';
import type { Runner } from '../generation/runner.ts';
import type { Frame } from '../media/frame.ts';
import { createBroadcast } from './broadcast.ts';
import { orderFilm, type FilmSource } from './filmOrder.ts';

export interface FilmEvent {
  readonly prepared: string;
  readonly happened: RenderEvent;
}

/** The films the screen works on: each is planned and known by an id under which its pictures are fetched. */
export interface Desk {
  prepare(project: Project): Promise<Prepared>;
  /** The order behind an id; Fault `not-prepared` when it was too long ago. */
  order(prepared: string): FilmOrder;
  guideFrame(prepared: string, batch: number, at: number): Promise<Frame>;
  request(prepared: string, batch: number): Promise<GenerationRequest | null>;
  filmFrame(prepared: string, frame: number): Promise<Frame | null>;
  /** Tells watchers, and remembers the states of segments that a look at the disk cannot know. */
  tell(prepared: string, happened: RenderEvent): void;
  watch(signal?: AbortSignal): AsyncGenerator<FilmEvent, void>;
}

export interface DeskParts {
  readonly runner: Runner;
  readonly engines: Engines;
  readonly costs: Costs;
  readonly assetFile: (project: string, asset: string) => Promise<string | null>;
}

interface Ready {
  readonly order: FilmOrder;
  readonly film: OpenFilm;
}

/** Films kept ready: the open one and the steps of its latest edits. */
const keptReady = 24;

export function createDesk({ runner, engines, costs, assetFile }: DeskParts): Desk {
  const ready = new Map<string, Ready>();
  const plans = new Map<string, Plan>();
  const live = new Map<string, SegmentState>();
  const events = createBroadcast<FilmEvent>();

  const find = (id: string): Ready => {
    const found = ready.get(id);
    if (found === undefined) {
      throw new Fault('not-prepared', 'This state of the film is no longer at hand.', 'Try again.');
    }
    return found;
  };

  const liveKey = (project: string, segment: string) => `${project}/${segment}`;

  return {
    order: (prepared) => find(prepared).order,
    prepare: async (project) => {
      const source: FilmSource = { project, assetFile: (asset) => assetFile(project.id, asset) };
      const found = await orderFilm(source, engines, costs, plans.get(project.id) ?? null);
      const id = contentKey({ project, plan: found.plan }).slice(0, 24);
      plans.set(project.id, found.plan);
      const film = await runner.open(found);
      ready.delete(id);
      ready.set(id, { order: found, film });
      for (const oldest of ready.keys()) {
        if (ready.size <= keptReady) {
          break;
        }
        ready.delete(oldest);
      }
      const survey = film.survey();
      const stateOf = (segment: Survey['segments'][number]): SegmentState =>
        segment.state === 'done' ? 'done' : (live.get(liveKey(project.id, segment.key)) ?? segment.state);
      return {
        id,
        plan: found.plan,
        batches: [...survey.batches],
        segments: survey.segments.map((segment) => ({
          key: segment.key,
          state: stateOf(segment),
          note: segment.note,
          takes: segment.takes.map(({ key, made, engine, label }) => ({
            key,
            segment: segment.key,
            made,
            engine,
            label,
            current: key === segment.current,
          })),
        })),
      };
    },
    guideFrame: (prepared, batch, at) => find(prepared).film.guideFrame(batch, at),
    request: (prepared, batch) => find(prepared).film.request(batch),
    filmFrame: (prepared, frame) => find(prepared).film.filmFrame(frame),
    tell: (prepared, happened) => {
      const known = ready.get(prepared);
      if (known !== undefined) {
        if (happened.event === 'batch' && happened.state === 'done') {
          void known.film.look();
        }
        for (const [segment, state] of statesAfter(known.order.plan, happened)) {
          const key = liveKey(known.order.project.id, segment);
          if (state === null) {
            live.delete(key);
          } else {
            live.set(key, state);
          }
        }
      }
      events.send({ prepared, happened });
    },
    watch: (signal) => events.watch(signal),
  };
}

/** What an event says about segments; null: what is on disk says it. */
function statesAfter(plan: Plan, happened: RenderEvent): readonly (readonly [string, SegmentState | null])[] {
  if (happened.event === 'failed') {
    return [[happened.segment, 'failed']];
  }
  if (happened.event !== 'batch' || happened.state === 'failed') {
    return [];
  }
  const segments = plan.batches[happened.index]?.segments ?? [];
  const state = happened.state === 'queued' || happened.state === 'running' ? happened.state : null;
  return segments.map((segment) => [segment, state]);
}
