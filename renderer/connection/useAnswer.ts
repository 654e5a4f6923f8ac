import { useEffect, useState } from 'react';
import type { FaultData } from '../../shared/fault.ts';
import { faultOf } from './client.ts';

/** What was answered to `about`, the newest question that has an answer. */
export interface Answer<Question, T> {
  readonly about: Question;
  readonly value: T | null;
  readonly fault: FaultData | null;
}

/**
 * The newest answer to a question that changes while a person chooses; the one before stays until the next is there. `ask` and
 * `about` must keep their identity while nothing changes; null asks nothing. Waits `delay` milliseconds for the next change.
 */
export function useAnswer<Question, T>(
  ask: (about: Question, signal: AbortSignal) => Promise<T>,
  about: Question | null,
  delay: number,
): Answer<Question, T> | null {
  const [answer, setAnswer] = useState<Answer<Question, T> | null>(null);
  useEffect(() => {
    if (about === null) {
      return undefined;
    }
    const over = new AbortController();
    const timer = setTimeout(() => {
      ask(about, over.signal).then(
        (value) => {
          if (!over.signal.aborted) {
            setAnswer({ about, value, fault: null });
          }
        },
        (error: unknown) => {
          if (!over.signal.aborted) {
            setAnswer({ about, value: null, fault: faultOf(error) });
          }
        },
      );
    }, delay);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [ask, about, delay]);
  return answer;
}
