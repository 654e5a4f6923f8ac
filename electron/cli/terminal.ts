import { Fault, faultData } from '../../shared/fault.ts';

export const exitCodes = { done: 0, failed: 1, wrongUse: 2, cancelled: 130 } as const;

/** Faults of what was asked, not of the work: these exit with 2. */
const wrongUse = new Set(['bad-input', 'bad-option']);

/** The person at the other end: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly isInteractive: boolean;
  readonly columns: () => number;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** A line of the result. */
  print(text: string): void;
  /** A line about the work. */
  say(text: string): void;
  /** Replaces the last line that `paint` wrote, on a terminal; writes nothing elsewhere. */
  paint(line: string): void;
  /** Aborted by Ctrl-C or when the program is asked to end. */
  readonly signal: AbortSignal;
  /** Tells a failure in two sentences and answers its exit code. */
  report(error: unknown): number;
  /** Says how the program ends. */
  end(code: number): void;
}

export function createTerminal(host: NodeJS.Process): Terminal {
  const cancel = new AbortController();
  const isInteractive = host.stderr.isTTY;
  let painted = false;
  const clear = () => {
    if (painted) {
      host.stderr.write('\r\u001b[2K');
      painted = false;
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    host.on(signal, () => {
      // The second time a person means it.
      if (cancel.signal.aborted) {
        host.exit(exitCodes.cancelled);
      }
      cancel.abort();
    });
  }
  for (const stream of [host.stdout, host.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever reads has heard enough: `entracte help | head`.
      if (error.code !== 'EPIPE') {
        throw error;
      }
      host.exit(exitCodes.done);
    });
  }
  return {
    isInteractive,
    columns: () => host.stderr.columns || 80,
    cwd: host.cwd(),
    env: host.env,
    signal: cancel.signal,
    print: (text) => {
      clear();
      host.stdout.write(`${text}\n`);
    },
    say: (text) => {
      clear();
      host.stderr.write(`${text}\n`);
    },
    paint: (line) => {
      if (isInteractive) {
        host.stderr.write(`\r\u001b[2K${line}`);
        painted = true;
      }
    },
    report: (error) => {
      clear();
      if (cancel.signal.aborted) {
        host.stderr.write('Cancelled. What was finished is kept.\n');
        return exitCodes.cancelled;
      }
      const { code, message, remedy } = faultData(error);
      host.stderr.write(`${message}\n${remedy}\n`);
      if (!(error instanceof Fault) && error instanceof Error && host.env.ENTRACTE_DEBUG !== undefined) {
        host.stderr.write(`${error.stack ?? ''}\n`);
      }
      return wrongUse.has(code) ? exitCodes.wrongUse : exitCodes.failed;
    },
    end: (code) => {
      host.exitCode = code;
    },
  };
}
