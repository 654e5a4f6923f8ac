import type { Running } from '../media/ffmpeg.ts';

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
