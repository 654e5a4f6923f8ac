import { GenerationFailure } from '../../generation/engine.ts';
import { between, type BetweenItem } from '../../inference/calls.ts';
import type { InferenceHost } from '../../inference/host.ts';
import type { Frame } from '../../media/frame.ts';
import type { MakeBetween, Run } from '../spans.ts';

/** What two pictures have to do with each other. */
export type Related = Extract<BetweenItem, { kind: 'pair' }>;

/**
 * Sends the two pictures once and announces each frame as it comes back; `onPair` comes before the first. With no times
 * it only says what the pictures have to do with each other.
 */
export async function draftBetween(
  host: InferenceHost,
  kernels: string,
  [{ width, height, data: a }, { data: b }]: readonly [Frame, Frame],
  { at, times }: Parameters<MakeBetween>[2],
  { events, signal }: Run,
  onPair: (related: Related) => void = () => undefined,
): Promise<Related> {
  const found: Related[] = [];
  const onItem = async (item: BetweenItem) => {
    if (item.kind === 'pair') {
      found.push(item);
      onPair(item);
    } else {
      await events.frame(at + item.index, { width, height, data: item.data });
    }
  };
  await host.run(between, { kernels, width, height, a, b, times }, { signal, onItem });
  const [related] = found;
  if (related === undefined) {
    throw new GenerationFailure('transient', 'The two pictures were not compared.', 'Render it again.');
  }
  return related;
}
