import { Fault } from '../../shared/fault.ts';
import type { Running } from '../media/ffmpeg.ts';

/** Resolves when the bytes were taken (they may be reused then); rejects with the reason of a process that closed its end. */
export async function writeTo(running: Running, bytes: Uint8Array, step: string): Promise<void> {
  const failed = await new Promise<boolean>((resolve) => {
    running.stdin.write(bytes, (error) => resolve(error !== null && error !== undefined));
  });
  if (failed) {
    await running.done;
    throw new Fault('ffmpeg-failed', `${step}: ffmpeg ended early.`, 'Try again; the log holds the command.');
  }
}

/** What a process writes; when it failed, its reason and not an early end. */
export async function* wholeOf(running: Running): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* running.stdout as AsyncIterable<Uint8Array>;
  } catch (error) {
    await running.done;
    throw error;
  }
  await running.done;
}
