import { GenerationFailure, type GenerationEvents, type GenerationRequest } from '../../generation/engine.ts';
import { batchGraph, type BatchOrder } from './batchGraph.ts';
import { deliver } from './deliver.ts';
import { failureOf, isOutOfMemory, ServerTrouble } from './failures.ts';
import { picturesOf, type PngCodec } from './frames.ts';
import { runJob, type Outcome, type Pace } from './job.ts';
import type { Server } from './server.ts';
import { openSocket } from './socket.ts';
import { cancelled } from './stop.ts';

export interface Generation {
  readonly server: Server;
  readonly batch: BatchOrder & { readonly request: GenerationRequest };
  readonly events: GenerationEvents;
  readonly signal: AbortSignal;
  readonly codec: PngCodec;
  readonly pace: Pace;
}

/**
 * One batch on one server: pictures up, graph, frames down. Memory that runs out while decoding is answered with
 * tiles, once: the sampling before it comes from the server's cache. Rejects with GenerationFailure or ServerTrouble.
 */
export async function generateOn(generation: Generation): Promise<void> {
  const { server, batch, events, signal } = generation;
  const { request, settings } = batch;
  const canTile = settings.workflow.kind !== 'own';
  let tiled = settings.tiled === 'always';
  let again = 0;
  let resent = false;
  for (;;) {
    let outcome: Outcome;
    try {
      outcome = await attemptOn(generation, tiled, again);
    } catch (error) {
      if (!resent && isLostPicture(error)) {
        resent = true;
        server.forget();
        continue;
      }
      throw error;
    }
    if (outcome.state === 'images') {
      const verdict = await handOn(generation, outcome, again);
      if (verdict === 'done') {
        return;
      }
      again += 1;
      continue;
    }
    const { error } = outcome;
    if (isOutOfMemory(error)) {
      if (!tiled && canTile && /^VAEDecode/.test(error.nodeClass)) {
        tiled = true;
        const [segment] = request.batch.segments;
        if (segment !== undefined) {
          events.note(segment, 'Memory ran out while decoding: the frames are decoded in tiles.');
        }
        continue;
      }
      await server.client.free().catch(() => undefined);
    }
    if (signal.aborted) {
      throw cancelled();
    }
    throw failureOf(error);
  }
}

/** The server's folder of inputs was emptied under us: it refuses the graph, and the pictures are sent once more. */
function isLostPicture(error: unknown): boolean {
  return (
    error instanceof GenerationFailure && error.kind === 'refused' && error.message.includes('LoadImage')
  );
}

async function attemptOn(
  { server, batch, events, signal, codec, pace }: Generation,
  tiled: boolean,
  again: number,
): Promise<Outcome> {
  let sent = 0;
  const pictures = await picturesOf(batch.request, codec, async (name, bytes) => {
    if (signal.aborted) {
      throw cancelled();
    }
    const kept = await server.keep(name, bytes);
    sent += 1;
    events.phase('sending pictures', sent, sent);
    return kept;
  });
  if (signal.aborted) {
    throw cancelled();
  }
  return runJob(
    {
      client: server.client,
      listen: (onEvent) => openSocket(server.client.address, onEvent),
      pace,
    },
    batchGraph(batch, pictures, tiled, again),
    {
      phase: events.phase,
      preview: (picture) => {
        events.preview(null, picture);
      },
    },
    signal,
  );
}

/** Hands the frames on; 'gone' when a server remembers the graph but its saved frames were deleted. */
async function handOn(
  { server, batch, events, signal, codec }: Generation,
  { images }: Extract<Outcome, { state: 'images' }>,
  again: number,
): Promise<'done' | 'gone'> {
  if (images.length === 0 && again === 0) {
    return 'gone';
  }
  let handed = 0;
  const counted: GenerationEvents = {
    ...events,
    frame: async (at, frame) => {
      handed += 1;
      await events.frame(at, frame);
    },
  };
  try {
    await deliver(server.client, images, batch.request, codec, counted, signal);
    return 'done';
  } catch (error) {
    if (error instanceof ServerTrouble && error.status === 404 && again === 0 && handed === 0) {
      return 'gone';
    }
    if (error instanceof ServerTrouble && error.status === 404) {
      throw new GenerationFailure(
        'transient',
        'Frames that the ComfyUI server had saved are gone.',
        'It is tried again; leave the folder output/entracte alone while a film renders.',
        error,
      );
    }
    throw error;
  }
}
