import type { FromChild, ToChild } from './protocol.ts';

/** How a child ended; `said` is the end of what it wrote to stderr. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: string;
}

/** A started child as the host needs it, whichever way it was started. */
export interface ChildPort {
  readonly pid: number | undefined;
  readonly exited: Promise<ChildExit>;
  /** Never throws: a child that is gone is told by `exited`. */
  send(message: ToChild): void;
  /** Replaces the listener. */
  listen(listener: (message: FromChild) => void): void;
  /** At once, without asking: native code cannot be interrupted. */
  kill(): void;
}

export type SpawnChild = (script: string) => ChildPort;

const SAID = 4000;

/** The last characters of a stream, for the sentence about a crash. */
export function tailOf(stream: NodeJS.ReadableStream | null | undefined): () => string {
  let text = '';
  stream?.on('data', (chunk: Buffer | string) => {
    text = (text + String(chunk)).slice(-SAID);
  });
  return () => text;
}
