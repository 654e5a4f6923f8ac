import { Fault, faultFrom } from '../../shared/fault.ts';
import type { ChildExit, ChildPort } from './childPort.ts';
import { soundsLikeMemory, type FromChild } from './protocol.ts';

export interface Exchange {
  readonly id: number;
  readonly call: string;
  readonly input: unknown;
  readonly onItem: (item: unknown) => void | Promise<void>;
  /** How long the child may say nothing, in milliseconds, before it counts as hung. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

export const cancelled = (): Fault =>
  new Fault('cancelled', 'The computation was cancelled.', 'Start it again when you like.');

const silent = (seconds: number): Fault =>
  new Fault(
    'inference-silent',
    `The process that computes frames said nothing for ${String(seconds)} s and was ended.`,
    'It starts again by itself; if it hangs again, render at a smaller size.',
  );

/** What the end of a child means; `killedBefore` when the child before it was killed by the system as well. */
export function faultOfExit({ code, signal, said }: ChildExit, killedBefore: boolean): Fault {
  const how = signal ?? (code === null ? 'could not be started' : `code ${String(code)}`);
  const cause = said === '' ? undefined : new Error(said.trim());
  if (soundsLikeMemory(said) || (signal === 'SIGKILL' && killedBefore)) {
    return new Fault(
      'inference-out-of-memory',
      `The process that computes frames ran out of memory (${how}).`,
      'Render at a smaller size, or close other programs.',
      cause,
    );
  }
  return new Fault(
    'inference-lost',
    `The process that computes frames ended unexpectedly (${how}).`,
    'It starts again by itself; render again what is marked as failed.',
    cause,
  );
}

/**
 * One request and its answer; items are handled one after the other, and the end waits for the last. Rejects with
 * the child's own Fault, 'cancelled', 'inference-silent' or what `onItem` threw; in all but the first case the child
 * is killed, since a computation cannot be called back, and is gone by then. A child that ends by itself rejects
 * with its ChildExit, which only the host can judge.
 */
export async function exchange(child: ChildPort, request: Exchange): Promise<unknown> {
  const { id, call, input, onItem, silenceMs, signal } = request;
  const { promise, resolve, reject } = settleable();
  let unhandled = 0;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;

  const end = (error: unknown) => {
    ended = true;
    child.kill();
    void child.exited.then(() => reject(error));
  };
  // Silence is the child's only while the parent owes it nothing.
  const watch = () => {
    clearTimeout(timer);
    if (unhandled === 0 && !ended) {
      timer = setTimeout(() => end(silent(silenceMs / 1000)), silenceMs);
    }
  };
  const handle = async (message: Exclude<FromChild, { kind: 'ready' }>) => {
    if (message.kind === 'item') {
      await onItem(message.item);
      child.send({ kind: 'took', id });
    } else if (message.kind === 'done') {
      ended = true;
      resolve(message.output);
    } else {
      ended = true;
      reject(faultFrom(message.fault));
    }
  };
  const abort = () => end(cancelled());

  let line = Promise.resolve();
  child.listen((message) => {
    if (message.kind === 'ready' || message.id !== id) {
      return;
    }
    unhandled += 1;
    clearTimeout(timer);
    line = line
      .then(() => (ended ? undefined : handle(message)))
      .catch(end)
      .then(() => {
        unhandled -= 1;
        watch();
      });
  });
  const unwatch = watchExit(child, (exit) => {
    if (!ended) {
      ended = true;
      reject(exit);
    }
  });
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) {
      abort();
    } else {
      child.send({ kind: 'request', id, call, input });
      watch();
    }
    return await promise;
  } finally {
    clearTimeout(timer);
    unwatch();
    signal.removeEventListener('abort', abort);
    child.listen(() => undefined);
  }
}

/** Tells of the child's end until the returned function is called: a child outlives many requests and must hold none. */
function watchExit(child: ChildPort, told: (exit: ChildExit) => void): () => void {
  const held: { told: ((exit: ChildExit) => void) | null } = { told };
  void child.exited.then((exit) => held.told?.(exit));
  return () => {
    held.told = null;
  };
}

function settleable() {
  let resolve: (value: unknown) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<unknown>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
