import { GenerationFailure } from '../../generation/engine.ts';
import type { Server } from './server.ts';
import { cancelled } from './stop.ts';

/** The right to use a server alone, until `end`. */
export interface Lease {
  readonly server: Server;
  /** `bad`: the server itself failed, not what it was asked. */
  end(how: 'good' | 'bad'): void;
}

export interface Pool {
  /**
   * A free server among those `able`, the one that failed least. Waits while all are busy; null when none is able.
   * Rejects with GenerationFailure: `lost` when none of them answers, `cancelled`.
   */
  take(able: (server: Server) => boolean, signal: AbortSignal): Promise<Lease | null>;
}

interface Member {
  readonly server: Server;
  busy: boolean;
  /** Failures in a row. */
  failures: number;
  probed: number;
}

/** Failures in a row after which a server is set aside until it answers a probe. */
const mostFailures = 3;

/** Several servers as one: each works on one batch at a time. `probeEvery` is in milliseconds. */
export function createPool(servers: readonly Server[], probeEvery: number): Pool {
  const members: readonly Member[] = servers.map((server) => ({
    server,
    busy: false,
    failures: 0,
    probed: 0,
  }));
  let waiting: (() => void)[] = [];
  const changed = () => {
    const wake = waiting;
    waiting = [];
    wake.forEach((go) => {
      go();
    });
  };
  const isAside = (member: Member) => member.failures >= mostFailures;
  const probe = async (member: Member) => {
    member.probed = Date.now();
    try {
      await member.server.stats();
      member.failures = 0;
      changed();
    } catch {
      // It stays aside.
    }
  };
  const lease = (member: Member): Lease => {
    member.busy = true;
    let ended = false;
    return {
      server: member.server,
      end: (how) => {
        if (ended) {
          return;
        }
        ended = true;
        member.busy = false;
        member.failures = how === 'good' ? 0 : member.failures + 1;
        if (how === 'bad') {
          member.server.forget();
        }
        changed();
      },
    };
  };

  return {
    take: async (able, signal) => {
      for (;;) {
        if (signal.aborted) {
          throw cancelled();
        }
        const mine = members.filter(({ server }) => able(server));
        if (mine.length === 0) {
          return null;
        }
        const [free] = mine
          .filter((member) => !member.busy && !isAside(member))
          .sort((a, b) => a.failures - b.failures);
        if (free !== undefined) {
          return lease(free);
        }
        const aside = mine.filter(isAside);
        if (aside.length === mine.length) {
          await Promise.race([Promise.all(aside.map(probe)), abortOf(signal)]);
          if (mine.every(isAside)) {
            throw unanswered(mine);
          }
          continue;
        }
        aside
          .filter(({ probed }) => Date.now() - probed > probeEvery)
          .forEach((member) => void probe(member));
        await changeOr(signal, probeEvery, aside.length > 0);
      }
    },
  };

  function changeOr(signal: AbortSignal, wait: number, timed: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = timed ? setTimeout(done, wait) : null;
      function done() {
        if (timer !== null) {
          clearTimeout(timer);
        }
        signal.removeEventListener('abort', done);
        resolve();
      }
      waiting.push(done);
      signal.addEventListener('abort', done);
    });
  }
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

function unanswered(members: readonly Member[]): GenerationFailure {
  const names = members.map(({ server }) => server.client.address.label).join(', ');
  return new GenerationFailure(
    'lost',
    members.length === 1
      ? `The ComfyUI server at ${names} does not answer.`
      : `None of the ComfyUI servers answers (${names}).`,
    'Start ComfyUI, or look at its address in the ComfyUI settings of the editor.',
  );
}
