import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Every child process of the program, so that none outlives it. The composition root makes one and hands it to
 * whoever starts processes; a door calls `endAll` when it closes, and `killAll` in its `exit` listener.
 */
export class Children {
  readonly #running = new Set<ChildProcess>();

  /**
   * Starts a program with an argument array, never a shell. On POSIX it leads a process group of its own, so that its
   * own children can be ended with it; Ctrl-C in a terminal therefore does not reach it: doors must call `endAll`.
   * A program that cannot be started is told by the child's `error` event.
   */
  start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    const child = spawn(command, args, {
      ...options,
      shell: false,
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    if (child.pid !== undefined) {
      this.#running.add(child);
      child.once('exit', () => this.#running.delete(child));
    }
    return child;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Ends one child and everything it started: asked first, killed after `graceMs`. Resolves when it is gone. */
  async end(child: ChildProcess, graceMs = 500): Promise<void> {
    if (!isAlive(child)) {
      return;
    }
    const gone = once(child, 'exit');
    signalTree(child, 'SIGINT');
    const late = new AbortController();
    const killed = wait(graceMs, undefined, { signal: late.signal }).then(
      () => signalTree(child, 'SIGKILL'),
      () => undefined,
    );
    await gone;
    late.abort();
    await killed;
    if (process.platform !== 'win32') {
      signalTree(child, 'SIGKILL');
    }
  }

  /** Ends all of them, together, within about `graceMs`. */
  async endAll(graceMs = 500): Promise<void> {
    await Promise.all([...this.#running].map((child) => this.end(child, graceMs)));
  }

  /** Kills all at once, without waiting: all that can be done while the process exits. */
  killAll(): void {
    for (const child of this.#running) {
      signalTree(child, 'SIGKILL');
    }
  }
}

const isAlive = (child: ChildProcess) =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

/** Windows has no signals that a console program could answer: there the tree is ended at once, in both cases. */
function signalTree(child: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): void {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    const killer = spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], {
      stdio: 'ignore',
      windowsHide: true,
    });
    killer.once('error', () => child.kill('SIGKILL'));
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already (ESRCH).
  }
}
