import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FilmEvent, Prepared } from '../../shared/contract.ts';
import type { BatchState } from '../../shared/generation/events.ts';
import { mediaRoutes } from '../../shared/media/routes.ts';

export interface FootageState {
  /** Which prepared project the rest speaks of. */
  readonly prepared: string | null;
  readonly batches: ReadonlyMap<number, BatchState>;
  /** Frames that arrived. */
  readonly arrived: number;
  /** By segment key, what the engine had to say. */
  readonly notes: ReadonlyMap<string, string>;
  /** The film frame made last. */
  readonly newest: number | null;
  /** What was heard last of a batch under way: "sampling", 12 of 20. */
  readonly phase: Phase | null;
  /** Rough pictures of batches that have no frames yet, by batch. */
  readonly roughs: ReadonlyMap<number, Rough>;
}

export interface Phase {
  readonly batch: number;
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

/** The newest rough picture, and the one before, shown while it loads. */
export interface Rough {
  readonly preview: string;
  readonly before: string | null;
}

/** Frames as they arrive. Pictures are fetched by whoever shows them; here are only their ids. */
export interface Footage {
  readonly store: StoreApi<FootageState>;
  readonly hear: (event: FilmEvent) => void;
  /** Forgets what arrived: main's answer now knows it. */
  readonly clear: () => void;
  /** The preview of a film frame, if one arrived. */
  readonly preview: (frame: number) => string | null;
}

const empty = (prepared: string | null): FootageState => ({
  prepared,
  batches: new Map(),
  arrived: 0,
  notes: new Map(),
  newest: null,
  phase: null,
  roughs: new Map(),
});

function without(roughs: FootageState['roughs'], batch: number): FootageState['roughs'] {
  return roughs.has(batch) ? new Map([...roughs].filter(([index]) => index !== batch)) : roughs;
}

export function createFootage(): Footage {
  const store = createStore<FootageState>(() => empty(null));
  const previews = new Map<number, string>();
  const clear = () => {
    previews.clear();
    store.setState(empty(null));
  };
  return {
    store,
    clear,
    preview: (frame) => previews.get(frame) ?? null,
    hear: ({ prepared, happened }) => {
      if (store.getState().prepared !== prepared) {
        previews.clear();
        store.setState(empty(prepared));
      }
      const state = store.getState();
      if (happened.event === 'batch') {
        const batches = new Map(state.batches).set(happened.index, happened.state);
        const isOver = happened.state !== 'running';
        store.setState({
          batches,
          phase: isOver && state.phase?.batch === happened.index ? null : state.phase,
          roughs: isOver ? without(state.roughs, happened.index) : state.roughs,
        });
      } else if (happened.event === 'phase') {
        const { batch, name, done, total } = happened;
        store.setState({ phase: { batch, name, done, total } });
      } else if (happened.event === 'preview') {
        const before = state.roughs.get(happened.batch)?.preview ?? null;
        store.setState({
          roughs: new Map(state.roughs).set(happened.batch, { preview: happened.preview, before }),
        });
      } else if (happened.event === 'note') {
        store.setState({ notes: new Map(state.notes).set(happened.segment, happened.text) });
      } else if (happened.event === 'failed') {
        store.setState({ notes: new Map(state.notes).set(happened.segment, happened.reason) });
      } else if (happened.event === 'frame') {
        if (happened.film !== null) {
          previews.set(happened.film, happened.preview);
        }
        store.setState({
          arrived: state.arrived + 1,
          newest: happened.film ?? state.newest,
          roughs: without(state.roughs, happened.batch),
        });
      }
    },
  };
}

/** A picture by what it shows (`key` stays the same while only other parts of the film change) and where it is. */
export interface PictureName {
  readonly key: string;
  readonly address: string;
}

/** The film's frame as main has it; null where nothing was made for it. O(log segments). */
export function filmPicture(prepared: Prepared | null, frame: number, side?: number): PictureName | null {
  if (prepared === null) {
    return null;
  }
  const { segments } = prepared.plan;
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.to ?? 0) < frame) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const segment = segments[low];
  const state = prepared.segments[low];
  if (segment === undefined || state === undefined || frame < segment.from) {
    return null;
  }
  const take = state.takes.find(({ current }) => current);
  if (take === undefined && state.state !== 'done') {
    return null;
  }
  const size = side === undefined ? 'full' : String(side);
  const key =
    take === undefined
      ? `film:${prepared.id}:${String(frame)}:${size}`
      : `take:${take.key}:${segment.key}:${String(frame - segment.from)}:${size}`;
  return { key, address: mediaRoutes.film(prepared.id, frame, side) };
}
