import type { Frame } from '../media/frame.ts';
import { GenerationFailure, type Engine, type GenerationEvents, type GenerationRequest } from './engine.ts';

export interface AttemptEvents extends Omit<GenerationEvents, 'frame'> {
  /** A frame that is right in size and place. */
  readonly frame: (at: number, frame: Frame) => Promise<void>;
}

export interface AttemptLimits {
  /** Seconds without a frame, a step or a picture after which the engine counts as hanging. */
  readonly patience: number;
  /** Seconds an engine has to end after it was told to. */
  readonly grace: number;
}

/** Frames that may wait to be written while the engine makes the next ones: bounds memory, hides the disk. */
const writesAhead = 4;

/**
 * Calls the engine once and believes nothing: every frame is counted, measured and looked at. Resolves when exactly
 * `batch.generated` frames were handed on; else rejects with a GenerationFailure, and nothing comes after it.
 */
export async function attempt(
  engine: Engine,
  request: GenerationRequest,
  events: AttemptEvents,
  signal: AbortSignal,
  limits: AttemptLimits,
): Promise<void> {
  const inner = new AbortController();
  let fail: (failure: GenerationFailure) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = (failure) => {
      reject(failure);
      inner.abort();
    };
  });
  failed.catch(() => undefined);
  const cancel = () => {
    fail(new GenerationFailure('cancelled', 'Cancelled.', 'Render again to go on.'));
  };
  signal.addEventListener('abort', cancel);
  if (signal.aborted) {
    cancel();
  }
  const watchdog = watch(limits.patience, () => {
    const seconds = String(limits.patience);
    fail(
      new GenerationFailure(
        'lost',
        `The engine gave no sign for ${seconds} seconds.`,
        'Look whether it still runs.',
      ),
    );
  });

  const seen = new Set<number>();
  const writing = new Set<Promise<void>>();
  const guarded: GenerationEvents = {
    frame: async (at, frame) => {
      if (inner.signal.aborted) {
        return;
      }
      watchdog.sign();
      const wrong = faultOf(request, seen, at, frame) ?? (await blackness(request, at, frame));
      if (wrong !== null) {
        fail(
          new GenerationFailure('transient', wrong, 'It is tried again; if it stays, use another engine.'),
        );
        return;
      }
      seen.add(at);
      const write = events.frame(at, frame).catch((error: unknown) => {
        fail(asFailure(error));
      });
      const settled = write.finally(() => writing.delete(settled));
      writing.add(settled);
      if (writing.size >= writesAhead) {
        await Promise.race(writing);
        watchdog.sign();
      }
    },
    phase: (...step) => {
      watchdog.sign();
      if (!inner.signal.aborted) {
        events.phase(...step);
      }
    },
    preview: (...picture) => {
      watchdog.sign();
      if (!inner.signal.aborted) {
        events.preview(...picture);
      }
    },
    note: (...word) => {
      watchdog.sign();
      events.note(...word);
    },
  };

  const generating = inner.signal.aborted
    ? Promise.resolve()
    : engine.generate(request, guarded, inner.signal).catch((error: unknown) => {
        throw asFailure(error);
      });
  generating.catch(() => undefined);
  try {
    await Promise.race([failed, generating]);
    watchdog.stop();
    await Promise.race([failed, Promise.all(writing)]);
    const wanted = request.batch.generated;
    if (seen.size !== wanted) {
      throw new GenerationFailure(
        'transient',
        `The engine gave ${String(seen.size)} frames instead of ${String(wanted)}.`,
        'It is tried again; if it stays, use another engine.',
      );
    }
  } finally {
    watchdog.stop();
    signal.removeEventListener('abort', cancel);
    inner.abort();
    await atMost(limits.grace, Promise.allSettled([generating, ...writing]));
  }
}

/** An engine may reject with anything: what is no GenerationFailure counts as its process being lost. */
function asFailure(error: unknown): GenerationFailure {
  if (error instanceof GenerationFailure) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  return new GenerationFailure('lost', message, 'It is tried again.', error);
}

function faultOf(
  { batch, size }: GenerationRequest,
  seen: ReadonlySet<number>,
  at: number,
  frame: Frame,
): string | null {
  if (!Number.isInteger(at) || at < 0 || at >= batch.generated) {
    return `The engine gave frame ${String(at)} of a batch of ${String(batch.generated)}.`;
  }
  if (seen.has(at)) {
    return `The engine gave frame ${String(at)} twice.`;
  }
  const bytes = size.width * size.height * 4;
  if (frame.width !== size.width || frame.height !== size.height || frame.data.length !== bytes) {
    const got = `${String(frame.width)}x${String(frame.height)}`;
    return `The engine gave a frame of ${got} instead of ${String(size.width)}x${String(size.height)}.`;
  }
  return null;
}

/** A wholly black frame between pictures that are not: what overflowing half-precision decoders give. */
async function blackness(request: GenerationRequest, at: number, frame: Frame): Promise<string | null> {
  if (brightest(frame) > 4) {
    return null;
  }
  const anchors = request.batch.anchors.map((anchor) => anchor.at);
  const before = anchors.filter((anchor) => anchor <= at).at(-1);
  const after = anchors.find((anchor) => anchor >= at);
  for (const anchor of [before, after]) {
    const picture = anchor === undefined ? null : await request.guide(anchor);
    if (picture !== null && brightest(picture) <= 40) {
      return null;
    }
  }
  return `The engine gave a black frame (${String(at)}).`;
}

/** The largest of red, green and blue over a grid of pixels; O(pixels), ends early on bright frames. */
function brightest({ data }: Frame): number {
  let most = 0;
  for (let at = 0; at < data.length && most <= 40; at += 4) {
    most = Math.max(most, data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
  }
  return most;
}

function watch(seconds: number, bark: () => void) {
  let timer = setTimeout(bark, seconds * 1000);
  let stopped = false;
  return {
    sign: () => {
      if (!stopped) {
        clearTimeout(timer);
        timer = setTimeout(bark, seconds * 1000);
      }
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function atMost(seconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | null = null;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000);
  });
  await Promise.race([work, late]);
  if (timer !== null) {
    clearTimeout(timer);
  }
}
