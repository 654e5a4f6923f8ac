import PQueue from 'p-queue';
import type { VisionPreview } from '../../../shared/analysis/vision/contract.ts';
import { moneyOf, priceOf } from '../../../shared/analysis/vision/settings.ts';
import { cut, shownIn, type Need } from './batch.ts';
import type { DescribeOrder, DescribeParts } from './describe.ts';
import { estimate } from './estimate.ts';
import { shotsOf } from './item.ts';
import { createBatchSize } from './memory.ts';
import { encode } from './picture.ts';
import { prepareShot } from './prepare.ts';
import { newTags } from './tags.ts';

/** Pictures that are truly encoded to learn how many bytes they take; the others are taken as large as these. */
const encodedOnes = 4;

/** Bytes of a request beside its pictures: instructions, schema, captions. */
const wordsOfRequest = 2500;

/**
 * What a run would send and where to, without sending anything. Pictures that were not looked at before are decoded.
 * Calls are those of a run without failures. Rejects with the signal's reason.
 */
export async function preview(
  parts: DescribeParts,
  order: DescribeOrder,
  signal: AbortSignal,
): Promise<VisionPreview> {
  const { client, settings, memory } = parts;
  const known = memory.get(client.address.label, client.model);
  const size = createBatchSize(settings.batch, known, () => undefined);
  const most = known.sight === 'sees' ? 1 : size.most();
  const prepare = {
    ...parts,
    ...order,
    encodings: new PQueue({ concurrency: 2 }),
    model: client.model,
    language: settings.language,
    ahead: 2,
  };
  const sizes: number[] = [];
  const unreadable: { id: string; reason: string }[] = [];
  const bytes: number[] = [];
  let cached = 0;
  const plan = (needs: readonly Need[]) => {
    sizes.push(shownIn({ needs, alone: most === 1 }).length);
  };
  for (const items of shotsOf(order.items)) {
    let needs: Need[] = [];
    for await (const prepared of prepareShot(prepare, items)) {
      signal.throwIfAborted();
      if (prepared.state === 'unreadable') {
        unreadable.push({ id: prepared.item.id, reason: prepared.reason });
      } else if (prepared.state === 'known') {
        cached += 1;
      } else {
        const { need } = prepared;
        if (bytes.length < encodedOnes) {
          const [tag = null] = newTags(1, parts.random);
          bytes.push((await encode(need.small, tag, parts.paint, settings.format)).bytes.length);
        }
        const [first, next] = cut({ needs: [...needs, need], alone: false, tried: 0 }, most);
        if (next !== undefined && first !== undefined) {
          plan(first.needs);
        }
        needs = [...(next ?? first ?? { needs: [] }).needs];
      }
    }
    if (needs.length > 0) {
      plan(needs);
    }
  }
  const pictures = sizes.reduce((sum, one) => sum + one, 0);
  const mean = bytes.reduce((sum, one) => sum + one, 0) / Math.max(1, bytes.length);
  const tokens = sizes
    .map((one) => estimate(one, known.tokens))
    .reduce((sum, one) => ({ input: sum.input + one.input, output: sum.output + one.output }), {
      input: 0,
      output: 0,
    });
  const amount = moneyOf(priceOf(settings.prices, client.model), tokens.input, tokens.output);
  return {
    address: client.address.label,
    local: client.address.local,
    model: client.model,
    frames: order.items.length,
    cached,
    pictures,
    calls: sizes.length,
    withoutBatching: order.items.length - cached - unreadable.length,
    // base64 makes four characters of three bytes.
    bytes: Math.round((pictures * mean * 4) / 3 + sizes.length * wordsOfRequest),
    tokens,
    money: amount === null ? null : { amount, currency: settings.currency },
    unreadable,
  };
}
