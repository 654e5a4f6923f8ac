import { Fault } from '../../shared/fault.ts';
import type { Running } from './ffmpeg.ts';

/** Resolves when the bytes were taken (they may be reused then): whether the process closed its end instead. */
export function put({ stdin }: Running, bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    stdin.write(bytes, (error) => {
      resolve(error !== null && error !== undefined);
    });
  });
}

/** As `put`; rejects with the reason of a process that closed its end. */
export async function writeTo(running: Running, bytes: Uint8Array, step: string): Promise<void> {
  if (await put(running, bytes)) {
    await running.done;
    throw endedEarly(step);
  }
}

/** ffmpeg closed its end and called it well done. `step`: the start of the sentence. */
export const endedEarly = (step: string): Fault =>
  new Fault('ffmpeg-failed', `${step}: ffmpeg ended early.`, 'Try again; the log holds the command.');

/** Throws Fault 'wrong-count' where ffmpeg took another number of frames than it was given. */
export function checkCount(step: string, given: number, arrived: number): void {
  if (arrived !== given) {
    throw new Fault(
      'wrong-count',
      `${step}: ${String(given)} frames were given and ${String(arrived)} arrived.`,
      'Try again; if it stays, report it with the log.',
    );
  }
}
