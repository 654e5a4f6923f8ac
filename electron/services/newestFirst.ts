import { Fault } from '../../shared/fault.ts';

interface Waiting {
  readonly begin: () => void;
  readonly drop: () => void;
}

type Wanted<Made> = (make: () => Promise<Made>, signal: AbortSignal) => Promise<Made>;

/**
 * Makes one thing at a time, of those that wait the one asked for last: what a person looks at now before what he has
 * looked at. What its signal calls off before its turn is never begun, nor the oldest beyond `most` that wait; both
 * reject with Fault 'superseded'. What has begun is finished.
 */
export function newestFirst<Made>(most: number): Wanted<Made> {
  const waiting: Waiting[] = [];
  let isBusy = false;

  const turnOf = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const drop = () => {
        const place = waiting.indexOf(turn);
        if (place >= 0) {
          waiting.splice(place, 1);
        }
        signal.removeEventListener('abort', drop);
        reject(superseded());
      };
      const begin = () => {
        signal.removeEventListener('abort', drop);
        resolve();
      };
      const turn: Waiting = { begin, drop };
      waiting.push(turn);
      signal.addEventListener('abort', drop, { once: true });
      if (waiting.length > most) {
        waiting[0]?.drop();
      }
    });

  return async (make, signal) => {
    if (signal.aborted) {
      throw superseded();
    }
    if (isBusy) {
      await turnOf(signal);
    }
    isBusy = true;
    try {
      return await make();
    } finally {
      const next = waiting.pop();
      isBusy = next !== undefined;
      next?.begin();
    }
  };
}

const superseded = (): Fault =>
  new Fault(
    'superseded',
    'This picture is no longer wanted: newer ones were asked for.',
    'Ask for it again.',
  );
