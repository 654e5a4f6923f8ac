import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { Readable, Writable } from 'node:stream';
import type { Children } from './children.ts';
import { argumentsOf, copyable, type Command } from './command.ts';
import { ffmpegFault } from './ffmpegFault.ts';
import { fileFault } from './fileFault.ts';
import type { FoundFfmpeg } from './findFfmpeg.ts';
import { ProgressReader, type Progress } from './progress.ts';

export interface Task {
  /** What a person is told when it fails: "The film could not be encoded". */
  readonly step: string;
  readonly command: Command;
  readonly signal: AbortSignal | null;
  /** With it, stdout carries progress and is not handed out. */
  readonly progress: ((progress: Progress) => void) | null;
}

/** A started ffmpeg. */
export interface Running {
  readonly stdin: Writable;
  /** Must be read, or ffmpeg waits (that is the back-pressure). */
  readonly stdout: Readable;
  /** Rejects with a Fault, or with the signal's reason when it was aborted. Resolves after the process is gone. */
  readonly done: Promise<void>;
  /** Ends the process; resolves when it is gone. `done` then rejects unless it had ended by itself. */
  stop(): Promise<void>;
}

const stderrLines = 60;
const loggedCommands = 200;

/** One ffmpeg binary: starts it, follows it, ends it, and keeps what was asked of it. */
export class Ffmpeg {
  readonly #log: string[] = [];

  constructor(
    readonly found: FoundFfmpeg,
    private readonly children: Children,
  ) {}

  /** The last commands, oldest first, as they can be pasted into a terminal. */
  get log(): readonly string[] {
    return this.#log;
  }

  start(task: Task): Running {
    task.signal?.throwIfAborted();
    const reading = task.command.inputs.some(({ source }) => source === 'pipe');
    const args = [
      ...(reading ? [] : ['-nostdin']),
      ...(task.progress === null ? [] : ['-progress', 'pipe:1', '-nostats']),
      ...argumentsOf(task.command),
    ];
    this.#remember(copyable(this.found.path, args));
    const child = this.children.start(this.found.path, args, {
      stdio: [reading ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    const done = this.#follow(child, task);
    // Whoever started it hears of a failure through `done`; this only keeps Node from calling it unhandled meanwhile.
    done.catch(() => undefined);
    // A broken pipe is told by `done` with ffmpeg's own reason.
    child.stdin?.on('error', () => undefined);
    // Both are pipes by the stdio above (stdin only when something is written to it).
    return {
      stdin: child.stdin as Writable,
      stdout: child.stdout as Readable,
      done,
      stop: () => this.#end(child),
    };
  }

  /** Runs a command that needs no pipe of ours; answers what it wrote to stdout (at most `limit` bytes are kept). */
  async run(task: Task, limit = 2 ** 26): Promise<Buffer> {
    const running = this.start(task);
    const chunks: Buffer[] = [];
    let kept = 0;
    if (task.progress === null) {
      running.stdout.on('data', (chunk: Buffer) => {
        if (kept < limit) {
          chunks.push(chunk);
          kept += chunk.length;
        }
      });
    }
    await running.done;
    return Buffer.concat(chunks);
  }

  #remember(command: string): void {
    this.#log.push(command);
    if (this.#log.length > loggedCommands) {
      this.#log.shift();
    }
  }

  /** What was not read yet is thrown away: a process whose output nobody reads never says `close`. */
  async #end(child: ChildProcess): Promise<void> {
    child.stdout?.destroy();
    await this.children.end(child);
  }

  #follow(child: ChildProcess, task: Task): Promise<void> {
    const lines = ring(child.stderr);
    if (task.progress !== null) {
      const reader = new ProgressReader(task.progress);
      child.stdout?.setEncoding('utf8').on('data', (text: string) => reader.read(text));
    }
    const { signal, step } = task;
    const aborted = () => void this.#end(child);
    signal?.addEventListener('abort', aborted, { once: true });
    return new Promise<void>((resolve, reject) => {
      child.once('error', (error) => reject(fileFault(step, this.found.path, error)));
      // `close` and not `exit`: by then stderr has said everything.
      child.once('close', (code, killed) => {
        signal?.removeEventListener('abort', aborted);
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
        } else if (code === 0 && !couldNotWrite(lines())) {
          resolve();
        } else {
          reject(ffmpegFault(step, lines(), killed === null ? `code ${String(code)}` : `signal ${killed}`));
        }
      });
    });
  }
}

/** An ffmpeg of before 2023 that cannot write the end of a file says so and ends as if all were well. */
const couldNotWrite = (said: readonly string[]): boolean =>
  said.some((line) => /error writing trailer|no space left on device|disk quota exceeded/i.test(line));

/** Drains a stream, keeping its last lines. */
function ring(stream: Readable | null): () => readonly string[] {
  const lines: string[] = [];
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream?.on('data', (chunk: Buffer) => {
    const parts = (rest + decoder.write(chunk)).split(/\r?\n|\r/);
    rest = (parts.pop() ?? '').slice(-4096);
    lines.push(...parts.filter((line) => line.trim() !== ''));
    lines.splice(0, lines.length - stderrLines);
  });
  return () => (rest.trim() === '' ? lines : [...lines, rest]);
}
