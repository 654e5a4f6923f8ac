import { randomUUID } from 'node:crypto';
import { GenerationFailure } from '../../generation/engine.ts';
import type { Stored } from './answers.ts';
import type { ComfyClient } from './client.ts';
import { objectionsIn, refusalOf, ServerTrouble, type ExecutionError } from './failures.ts';
import type { Graph } from './graph.ts';
import type { LiveEvent } from './messages.ts';
import type { LiveSocket } from './socket.ts';
import { cancelled, stopPrompt } from './stop.ts';
import { createWatch, type JobReport } from './watch.ts';
import type { BuiltGraph } from './wanGraph.ts';

/** Milliseconds. */
export interface Pace {
  /** Between two looks at the history and the queue. */
  readonly poll: number;
  /** How long a server that went away may take to come back. */
  readonly comeback: number;
}

export interface JobParts {
  readonly client: ComfyClient;
  readonly listen: (onEvent: (event: LiveEvent) => void) => LiveSocket;
  readonly pace: Pace;
}

export type Outcome =
  | { readonly state: 'images'; readonly images: readonly Stored[] }
  | { readonly state: 'error'; readonly error: ExecutionError };

/** A prompt is sent this often when servers restart under it. */
const mostSends = 3;

/**
 * One graph on one server, from sending to its pictures. The socket brings progress and previews; what is true is
 * asked for. Rejects with GenerationFailure (`lost`, `transient`, `refused`, `cancelled`); an error of the graph
 * itself is an outcome, for the caller may know another way.
 */
export async function runJob(
  parts: JobParts,
  built: BuiltGraph,
  report: JobReport,
  signal: AbortSignal,
): Promise<Outcome> {
  const { client, pace } = parts;
  const watch = createWatch(built.graph, report);
  const prompt = () => ({ id: watch.prompt(), output: built.output });
  const socket = parts.listen(watch.event);
  const wake = () => {
    watch.wake();
  };
  signal.addEventListener('abort', wake);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(cancelled());
    });
  });
  aborted.catch(() => undefined);

  let submission: Promise<string> = Promise.reject(new Error('nothing was sent'));
  submission.catch(() => undefined);
  const send = async () => {
    submission = submit(client, built.graph, socket.clientId());
    submission.catch(() => undefined);
    watch.begin(await Promise.race([submission, aborted]));
  };

  let sends = 0;
  let deaths = 0;
  let awaySince: number | null = null;
  const wasAway = (): Outcome | null => {
    deaths += watch.ran() ? 1 : 0;
    const nodeClass = watch.nodeClass();
    const again = deaths < 2 && !/^VAEDecode/.test(nodeClass);
    return again || !watch.ran() ? null : { state: 'error', error: killed(nodeClass) };
  };

  try {
    if (signal.aborted) {
      throw cancelled();
    }
    await Promise.race([socket.ready, aborted]);
    await send();
    sends = 1;
    for (;;) {
      const error = watch.error();
      if (error !== null) {
        return { state: 'error', error };
      }
      const seen = await Promise.race([look(client, prompt()), aborted]);
      if (seen.state === 'away') {
        awaySince ??= Date.now();
        if (Date.now() - awaySince > pace.comeback) {
          throw gone(client, seen.trouble);
        }
      } else if (seen.state === 'unknown') {
        const death = wasAway();
        if (death !== null) {
          return death;
        }
        if (sends >= mostSends) {
          throw gone(client, null);
        }
        await resend(send, pace, aborted, client);
        sends += 1;
        awaySince = null;
      } else if (seen.state === 'ended') {
        return seen.outcome;
      } else {
        awaySince = null;
        watch.place(seen.ahead);
      }
      await watch.pause(pace.poll, signal);
    }
  } catch (error) {
    if (signal.aborted) {
      await stopPrompt(client, submission);
      throw cancelled();
    }
    throw error;
  } finally {
    signal.removeEventListener('abort', wake);
    socket.close();
  }
}

/** Sends again to a server that was away: it may answer and go once more while it starts. */
async function resend(send: () => Promise<void>, pace: Pace, aborted: Promise<never>, client: ComfyClient) {
  const until = Date.now() + pace.comeback;
  for (;;) {
    try {
      await send();
      return;
    } catch (error) {
      if (!(error instanceof GenerationFailure) || error.kind !== 'lost' || Date.now() > until) {
        throw error;
      }
      await Promise.race([new Promise((resolve) => setTimeout(resolve, pace.poll)), aborted]);
      await Promise.race([client.queue().catch(() => null), aborted]);
    }
  }
}

async function submit(client: ComfyClient, graph: Graph, clientId: string): Promise<string> {
  try {
    // Newer servers take no other ids than UUIDs.
    const answer = await client.submit(graph, randomUUID(), clientId);
    const objections = objectionsIn(answer.nodeErrors);
    if (objections !== null) {
      await client.remove(answer.id).catch(() => undefined);
      await client.interrupt(answer.id).catch(() => undefined);
      throw new GenerationFailure(
        'refused',
        `The ComfyUI server would run only a part of the graph: ${objections}`,
        'Install what is missing on the server, or choose what it has.',
      );
    }
    return answer.id;
  } catch (error) {
    throw error instanceof ServerTrouble ? refusalOf(error) : error;
  }
}

type Seen =
  | { readonly state: 'ended'; readonly outcome: Outcome }
  /** How many prompts are before it; 0 when it runs. */
  | { readonly state: 'there'; readonly ahead: number }
  | { readonly state: 'unknown' }
  | { readonly state: 'away'; readonly trouble: ServerTrouble };

/** History, queue, history: a prompt that ends between the first two is found by the third. */
async function look(client: ComfyClient, { id, output }: { id: string; output: string }): Promise<Seen> {
  const ended = async (): Promise<Seen | null> => {
    const finished = await client.history(id);
    if (finished === null) {
      return null;
    }
    if (finished.state === 'interrupted') {
      throw new GenerationFailure(
        'transient',
        'Someone stopped the batch on the ComfyUI server.',
        'It is tried again; cancel the render to stop it here.',
      );
    }
    return {
      state: 'ended',
      outcome:
        finished.state === 'error'
          ? { state: 'error', error: finished.error }
          : { state: 'images', images: finished.images(output) },
    };
  };
  try {
    const before = await ended();
    if (before !== null) {
      return before;
    }
    const { running, pending } = await client.queue();
    if (running.includes(id)) {
      return { state: 'there', ahead: 0 };
    }
    const place = pending.indexOf(id);
    if (place >= 0) {
      return { state: 'there', ahead: place + running.length };
    }
    return (await ended()) ?? { state: 'unknown' };
  } catch (error) {
    if (!(error instanceof ServerTrouble)) {
      throw error;
    }
    if (error.status === null || error.status >= 500) {
      return { state: 'away', trouble: error };
    }
    throw refusalOf(error);
  }
}

function gone(client: ComfyClient, cause: unknown): GenerationFailure {
  return new GenerationFailure(
    'lost',
    `The ComfyUI server at ${client.address.label} went away while it worked on a batch.`,
    'Start ComfyUI again; the batch is sent again.',
    cause,
  );
}

/** A server that dies twice over the same graph, or while it decodes, has run out of memory: nothing is left to say so. */
function killed(nodeClass: string): ExecutionError {
  return { type: 'OutOfMemoryError', message: 'The server ended while it worked on this.', nodeClass };
}
