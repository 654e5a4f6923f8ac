import type { VisionPreview } from '../../../shared/analysis/vision/contract.ts';
import { moneyOf, priceOf } from '../../../shared/analysis/vision/settings.ts';
import { faultData } from '../../../shared/fault.ts';
import { picturesOf } from './batch.ts';
import type { DescribeOrder, DescribeParts } from './describe.ts';
import { estimate } from './estimate.ts';
import { shotsOf, type VisionItem } from './item.ts';
import { createBatchSize } from './memory.ts';
import { encode, smallOf } from './picture.ts';
import { newTags } from './tags.ts';
import { wordKey } from './wordCache.ts';

/** Pictures that are truly decoded and encoded to learn how many bytes they take; the others are taken as large as these. */
const encodedOnes = 4;

/** Bytes of a request beside its pictures: instructions, schema, captions. */
const wordsOfRequest = 2500;

/** A frame that would be asked about, by its position in its shot. */
interface Wish {
  readonly index: number;
  /** Beside the frame before. */
  readonly between: boolean;
}

type Parts = Pick<DescribeParts, 'client' | 'settings' | 'memory' | 'cache' | 'paint' | 'looks' | 'random'>;

/**
 * What a run would send and where to, without sending anything and decoding four pictures at most, so that a long film
 * is told at once. A picture nobody looked at before counts as one that is sent: where another with the same pixels was
 * described, the run sends less. Calls are those of a run without failures. Rejects with the signal's reason.
 */
export async function preview(
  parts: Parts,
  { items, between, again }: DescribeOrder,
  signal: AbortSignal,
): Promise<VisionPreview> {
  const { client, settings, memory, cache, looks } = parts;
  const known = memory.get(client.address.label, client.model);
  const most = known.sight === 'sees' ? 1 : createBatchSize(settings.batch, known, () => undefined).most();
  const unreadable: { id: string; reason: string }[] = [];
  const bytes: number[] = [];
  let cached = 0;

  /** The hash of a frame's pixels, or null where it is not known; rejects where the frame cannot be read. */
  const lookAt = async (item: VisionItem): Promise<string | null> => {
    const hash = item.look === null ? null : await looks.get(item.look);
    if (hash !== null) {
      return hash;
    }
    await item.check();
    return bytes.length < encodedOnes ? weigh(item) : null;
  };
  const weigh = async (item: VisionItem) => {
    const small = await smallOf(await item.picture());
    const [tag = null] = newTags(1, parts.random);
    bytes.push((await encode(small, tag, parts.paint, settings.format)).bytes.length);
    return small.hash;
  };
  /** What is kept about pictures; null where they would be asked about. */
  const keptOf = async (hashes: readonly (string | null)[]) => {
    const all = hashes.filter((hash) => hash !== null);
    const kept =
      all.length < hashes.length ? null : await cache.get(wordKey(client.model, settings.language, all));
    return kept?.kind === 'refused' && again ? null : kept;
  };

  const sizes: number[] = [];
  for (const shot of shotsOf(items)) {
    const wishes: Wish[] = [];
    let before: { readonly hash: string | null } | null = null;
    for (const [index, item] of shot.entries()) {
      signal.throwIfAborted();
      try {
        const hash: string | null = await lookAt(item);
        const text = await keptOf([hash]);
        const pair: readonly (string | null)[] | null =
          between && before !== null && text?.kind !== 'refused' ? [before.hash, hash] : null;
        const isBetweenKnown = pair === null || (await keptOf(pair)) !== null;
        before = { hash };
        if (text !== null && isBetweenKnown) {
          cached += 1;
        } else {
          if (bytes.length === 0) {
            await weigh(item);
          }
          wishes.push({ index, between: !isBetweenKnown });
        }
      } catch (error) {
        before = null;
        unreadable.push({ id: item.id, reason: faultData(error).message });
      }
    }
    sizes.push(...callSizes(wishes, most));
  }
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const tokens = sizes.map((one) => estimate(one, known.tokens));
  const [input, output] = [sum(tokens.map((one) => one.input)), sum(tokens.map((one) => one.output))];
  const amount = moneyOf(priceOf(settings.prices, client.model), input, output);
  const perPicture = sum(bytes) / Math.max(1, bytes.length);
  return {
    address: client.address.label,
    local: client.address.local,
    model: client.model,
    frames: items.length,
    cached,
    pictures: sum(sizes),
    calls: sizes.length,
    withoutBatching: items.length - cached - unreadable.length,
    // base64 makes four characters of three bytes.
    bytes: Math.round((sum(sizes) * perPicture * 4) / 3 + sizes.length * wordsOfRequest),
    tokens: { input, output },
    money: amount === null ? null : { amount, currency: settings.currency },
    unreadable,
  };
}

/** Pictures of each call that a shot's frames take, at most `most` each. */
function callSizes(wishes: readonly Wish[], most: number): readonly number[] {
  const calls: Wish[][] = [];
  for (const wish of wishes) {
    const last = calls.at(-1);
    if (last !== undefined && picturesOf([...last, wish]) <= most) {
      last.push(wish);
    } else {
      calls.push([wish]);
    }
  }
  // Where two do not fit into a call, the second is shown alone.
  return calls.map((call) => Math.min(picturesOf(call), Math.max(most, 1)));
}
