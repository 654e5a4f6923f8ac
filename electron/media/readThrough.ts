import type { Running } from './ffmpeg.ts';

/**
 * What `reader` makes of everything a running ffmpeg writes, in order, only as fast as it is taken. Ends when ffmpeg has ended well;
 * throws its Fault, or the signal's reason, after what could be read. The caller stops it when it leaves early.
 */
export async function* readThrough<T>(
  running: Running,
  reader: { read(chunk: Buffer): Iterable<T> },
): AsyncGenerator<T, void, void> {
  try {
    for await (const chunk of running.stdout) {
      yield* reader.read(chunk as Buffer);
    }
  } catch (error) {
    // An abort closes the stream under us; `done` knows why.
    await running.done;
    throw error;
  }
  await running.done;
}
