import { access, constants, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { partialOf, publish } from '../media/atomicWrite.ts';
import type { FilmWritten } from '../media/encoder.ts';
import { checkCount } from '../media/feed.ts';
import type { Running } from '../media/ffmpeg.ts';
import { fileFault } from '../media/fileFault.ts';

/** What is written while `make` runs, and how it is told. */
export interface Making {
  readonly partial: string;
  /** The start of a sentence about a failure. */
  readonly step: string;
  /** Processes to be ended when it fails. */
  readonly uses: (running: Running) => Running;
}

/**
 * Lets `make` write a film and puts it under its name when it is whole and has as many frames as `make` answers arrived. After a
 * failure or an abort every process is gone and nothing is left. Throws a Fault or the signal's reason.
 */
export async function writeWhole(
  output: string,
  frames: number,
  signal: AbortSignal,
  make: (making: Making) => Promise<number>,
): Promise<FilmWritten> {
  const step = `“${path.basename(output)}” could not be written`;
  try {
    await access(path.dirname(output), constants.W_OK);
  } catch (error) {
    throw fileFault(step, path.dirname(output), error);
  }
  const partial = partialOf(output);
  const used: Running[] = [];
  const uses = (running: Running) => {
    used.push(running);
    return running;
  };
  try {
    const arrived = await make({ partial, step, uses });
    checkCount(step, frames, arrived);
    const { size } = await stat(partial);
    signal.throwIfAborted();
    await publish(partial, output);
    return { frames, bytes: size };
  } catch (error) {
    await Promise.all(used.map((running) => running.stop()));
    await Promise.allSettled(used.map(({ done }) => done));
    await rm(partial, { force: true });
    signal.throwIfAborted();
    throw fileFault(step, output, error);
  }
}
