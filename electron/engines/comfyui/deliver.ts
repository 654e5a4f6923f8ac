import { GenerationFailure, type GenerationEvents, type GenerationRequest } from '../../generation/engine.ts';
import type { Frame } from '../../media/frame.ts';
import type { Stored } from './answers.ts';
import type { ComfyClient } from './client.ts';
import type { PngCodec } from './frames.ts';

/** Pictures fetched while the one before is handed on. */
const ahead = 3;

/**
 * Fetches a batch's frames in order and hands them on. Rejects with GenerationFailure `refused` when they are not
 * exactly as many and as large as was asked for: a server gives the same again, so trying again is no help.
 */
export async function deliver(
  client: ComfyClient,
  images: readonly Stored[],
  request: Pick<GenerationRequest, 'batch' | 'size'>,
  codec: PngCodec,
  events: GenerationEvents,
  signal: AbortSignal,
): Promise<void> {
  const wanted = request.batch.generated;
  if (images.length !== wanted) {
    throw refused(
      `The ComfyUI server gave ${String(images.length)} frames instead of ${String(wanted)}.`,
      'Look at what your workflow saves: one PNG for every frame, none left out or added.',
    );
  }
  const fetching: Promise<Frame>[] = [];
  let begun = 0;
  const fetchUpTo = (last: number) => {
    for (; begun <= Math.min(last, wanted - 1); begun++) {
      // as many images as frames were wanted: checked above
      const image = images[begun] as Stored;
      const frame = client.view(image).then((bytes) => decoded(codec, bytes, image));
      frame.catch(() => undefined);
      fetching.push(frame);
    }
  };
  for (let at = 0; at < wanted; at++) {
    if (signal.aborted) {
      return;
    }
    fetchUpTo(at + ahead);
    // Each frame belongs to the listener from here on: nothing of it stays.
    const frame = await fetching.shift();
    if (frame === undefined) {
      return;
    }
    const { width, height } = request.size;
    if (frame.width !== width || frame.height !== height) {
      throw refused(
        `The ComfyUI server gave a frame of ${String(frame.width)}x${String(frame.height)} instead of ${String(width)}x${String(height)}.`,
        'A workflow must not scale or crop what it was given.',
      );
    }
    events.phase('fetching frames', at + 1, wanted);
    await events.frame(at, frame);
  }
}

async function decoded(codec: PngCodec, bytes: Uint8Array, { filename }: Stored): Promise<Frame> {
  try {
    return await codec.decode(bytes);
  } catch (error) {
    throw new GenerationFailure(
      'transient',
      `The ComfyUI server sent a picture that cannot be read (${filename}).`,
      'It is tried again.',
      error,
    );
  }
}

function refused(message: string, remedy: string): GenerationFailure {
  return new GenerationFailure('refused', message, remedy);
}
