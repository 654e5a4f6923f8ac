import type { ComfyGraph, ComfySettings } from '../../../shared/engines/comfyui.ts';
import { Fault } from '../../../shared/fault.ts';
import type { Profile } from '../../../shared/planner/schema.ts';
import {
  GenerationFailure,
  type Engine,
  type GenerationEvents,
  type GenerationRequest,
} from '../../generation/engine.ts';
import { missingFor } from './check.ts';
import { abilityOf, classesFor } from './choices.ts';
import { faultOf, refusalOf, ServerTrouble } from './failures.ts';
import { picturesOf, type PngCodec } from './frames.ts';
import { batchGraph, identityOf } from './batchGraph.ts';
import { generateOn } from './generateOn.ts';
import { missingWords } from './installs.ts';
import type { Pace } from './job.ts';
import { createSurvey } from './known.ts';
import type { ServerMemory } from './memory.ts';
import type { Catalogue } from './objectInfo.ts';
import { createPool, type Pool } from './pool.ts';
import { openServer, type Secrets, type Server } from './server.ts';
import { cancelled } from './stop.ts';

export interface ComfyParts {
  /** The engine keeps them: make another engine when they change. */
  readonly settings: ComfySettings;
  readonly secrets: Secrets;
  readonly codec: PngCodec;
  readonly memory: ServerMemory;
  readonly fetch: typeof fetch;
  readonly pace: ComfyPace;
}

export interface ComfyPace extends Pace {
  /** Milliseconds between probes of a server that was set aside. */
  readonly probe: number;
}

export const usualPace: ComfyPace = { poll: 2000, comeback: 90_000, probe: 30_000 };

export interface ComfyEngine extends Engine {
  /** The graph a request would be sent as, to be opened in ComfyUI. Nothing is sent. Rejects with a Fault. */
  showGraph(request: GenerationRequest): Promise<ComfyGraph>;
}

/** Wan VACE on the creator's own ComfyUI servers. */
export function createComfyEngine(parts: ComfyParts): ComfyEngine {
  const { settings } = parts;
  const classes = classesFor(settings);
  const running = new Set<{ readonly stop: AbortController; readonly ended: Promise<void> }>();
  let opened: Promise<{ readonly servers: readonly Server[]; readonly pool: Pool }> | null = null;
  const open = () => {
    opened ??= Promise.all(
      settings.servers.map((server) => openServer(server, parts.secrets, parts.fetch)),
    ).then((servers) => ({ servers, pool: createPool(servers, parts.pace.probe) }));
    opened.catch(() => {
      opened = null;
    });
    return opened;
  };
  const survey = createSurvey(async () => (await open()).servers, classes, parts.memory, faultOf);

  const profile = async (): Promise<Profile> => {
    const { version, answering } = await survey();
    const [first] = answering;
    if (first === undefined) {
      const server = (await open()).servers[0];
      throw faultOf(server?.client.address.label ?? 'the address', null);
    }
    const { step, multiple, largest, loras, prompts } = abilityOf(settings, first.catalogue);
    const parallel = answering.length;
    return { engine: 'comfyui', version, step, largest, multiple, softMasks: true, loras, prompts, parallel };
  };

  const generate = async (request: GenerationRequest, events: GenerationEvents, signal: AbortSignal) => {
    const { pool } = await open();
    const { choices } = await survey();
    const lacking = new Map<Server, string>();
    for (;;) {
      const lease = await pool.take((server) => !lacking.has(server), signal);
      if (lease === null) {
        throw missing([...new Set(lacking.values())]);
      }
      const { server } = lease;
      let how: 'good' | 'bad' = 'good';
      try {
        const catalogue = await ask(server, classes);
        if (catalogue === null) {
          how = 'bad';
          continue;
        }
        const batch = { settings, request, choices, catalogue };
        const lacks = lackingFor(batch, catalogue);
        if (lacks !== null) {
          server.forget();
          lacking.set(server, lacks);
          continue;
        }
        await generateOn({ ...parts, server, batch, events, signal });
        return;
      } catch (error) {
        const failure = asFailure(error);
        how = failure.kind === 'lost' || failure.kind === 'transient' ? 'bad' : 'good';
        throw failure;
      } finally {
        lease.end(how);
      }
    }
  };

  return {
    id: 'comfyui',
    label: 'ComfyUI (Wan VACE)',
    profile,
    identity: async (request) => {
      const { version, choices } = await survey();
      return identityOf(settings, request, version, choices);
    },
    generate: async (request, events, signal) => {
      const stop = new AbortController();
      const pass = () => {
        stop.abort();
      };
      signal.addEventListener('abort', pass);
      if (signal.aborted) {
        stop.abort();
      }
      const work = untilAborted(stop.signal, generate(request, events, stop.signal));
      const entry = { stop, ended: work.catch(() => undefined) };
      running.add(entry);
      try {
        await work;
      } catch (error) {
        throw asFailure(error);
      } finally {
        running.delete(entry);
        signal.removeEventListener('abort', pass);
      }
    },
    showGraph: async (request) => {
      const { choices, answering } = await survey();
      const catalogue = answering[0]?.catalogue ?? new Map();
      const pictures = await picturesOf(request, parts.codec, (name) => Promise.resolve(`entracte/${name}`));
      const tiled = settings.tiled === 'always';
      const { graph } = batchGraph({ settings, request, choices, catalogue }, pictures, tiled, 0);
      return {
        graph: { ...graph },
        images: [...imagesOf('guide', pictures.guide), ...imagesOf('mask', pictures.mask)],
      };
    },
    close: async () => {
      running.forEach(({ stop }) => {
        stop.abort();
      });
      await Promise.all([...running].map(({ ended }) => ended));
    },
  };
}

/** What the server has; null when it does not answer, which is no failure of the batch while others do. */
async function ask(server: Server, classes: readonly string[]): Promise<Catalogue | null> {
  try {
    return await server.catalogue(classes);
  } catch (error) {
    if (error instanceof ServerTrouble && (error.status === null || error.status >= 500)) {
      return null;
    }
    throw error;
  }
}

function lackingFor(batch: Parameters<typeof batchGraph>[0], catalogue: Catalogue): string | null {
  const run = [{ name: 'picture.png', count: batch.request.batch.generated }];
  const { graph } = batchGraph(batch, { guide: run, mask: run }, false, 0);
  const lacks = missingFor(graph, catalogue);
  return lacks.length === 0 ? null : `${missingWords(lacks)}. ${lacks[0]?.install ?? ''}`;
}

function missing(words: readonly string[]): GenerationFailure {
  return new GenerationFailure(
    'refused',
    words.length === 0 ? 'No ComfyUI server is set up.' : `The ComfyUI server lacks ${words.join(' ')}`,
    words.length === 0
      ? 'Add the address of one in the ComfyUI settings of the editor.'
      : 'Install it there, or choose what the server has.',
  );
}

/** Whatever went wrong as what it means for the batch. */
function asFailure(error: unknown): GenerationFailure {
  if (error instanceof GenerationFailure) {
    return error;
  }
  if (error instanceof ServerTrouble) {
    return refusalOf(error);
  }
  if (error instanceof Fault) {
    const kind = error.code === 'comfyui-unreachable' ? 'lost' : 'refused';
    return new GenerationFailure(kind, error.message, error.remedy, error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new GenerationFailure('transient', message, 'It is tried again.', error);
}

/** The work, or `cancelled` a second after the signal at the latest: what cannot be stopped ends by itself. */
async function untilAborted(signal: AbortSignal, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | null = null;
  const late = new Promise<never>((_, reject) => {
    const begin = () => {
      timer = setTimeout(() => {
        reject(cancelled());
      }, 900);
    };
    signal.addEventListener('abort', begin);
    if (signal.aborted) {
      begin();
    }
  });
  work.catch(() => undefined);
  try {
    await Promise.race([work, late]);
  } finally {
    if (timer !== null) {
      clearTimeout(timer);
    }
  }
  if (signal.aborted) {
    throw cancelled();
  }
}

function imagesOf(use: 'guide' | 'mask', runs: readonly { readonly name: string; readonly count: number }[]) {
  const frames = new Map<string, number[]>();
  let at = 0;
  for (const { name, count } of runs) {
    const mine = frames.get(name) ?? [];
    mine.push(...Array.from({ length: count }, (_, n) => at + n));
    frames.set(name, mine);
    at += count;
  }
  return [...frames].map(([name, list]) => ({ name, use, frames: list }));
}
