import type { Between } from '../../../shared/analysis/vision/words.ts';
import type { Entry } from './answer.ts';
import type { Need, Suspicion } from './batch.ts';
import type { VisionItem } from './item.ts';
import type { Prepared } from './prepare.ts';
import type { ShotParts } from './shotParts.ts';
import { wordKey } from './wordCache.ts';

/** What is known of the frames of one shot while it is described; each frame is settled once. */
export interface Ledger {
  /** Settles what needs no call; answers what does. */
  take(prepared: Prepared): Need | null;
  /** Keeps what is wanted of an entry, on disk first. `together`: the picture before was proven seen in the same call. */
  keep(
    need: Need,
    entry: Entry,
    seen: { readonly alone: boolean; readonly together: boolean },
  ): Promise<void>;
  /** Describes frames without what is between: it did not come. */
  dropBetween(needs: readonly Need[]): Promise<void>;
  /** `lasting`: remembered, so that the next run does not ask again by itself. */
  giveUp(needs: readonly Need[], reason: string, lasting: boolean): Promise<void>;
  /** The words about a frame of the shot; null while there are none. */
  saidAt(index: number): string | null;
  /** The words about the nearest frame before. */
  saidBefore(index: number): string | null;
}

interface Said {
  readonly text: string;
  readonly at: number;
  readonly model: string;
  readonly cached: boolean;
}

export function createLedger(
  parts: Pick<ShotParts, 'cache' | 'client' | 'settings' | 'settle' | 'size' | 'now'>,
  items: readonly VisionItem[],
): Ledger {
  const { cache, client, settings } = parts;
  const { model } = client;
  const said = new Map<number, Said>();
  const betweens = new Map<number, Between>();
  const forgiven = new Set<Suspicion>();
  const place = ({ id, frame, seconds }: VisionItem) => ({ id, frame, seconds });

  const describe = (item: VisionItem, index: number, asked = true) => {
    const words = said.get(index);
    if (words !== undefined) {
      const between = betweens.get(index) ?? null;
      parts.settle({ state: 'described', ...place(item), ...words, between }, asked);
    }
  };
  const fail = (item: VisionItem, reason: string, asked = true) => {
    parts.settle({ state: 'failed', ...place(item), reason }, asked);
  };
  const put = (hashes: readonly string[], kept: Parameters<typeof cache.put>[1]) =>
    cache.put(wordKey(model, settings.language, hashes), kept);
  const pair = (need: Need) => [need.before?.small.hash ?? '', need.small.hash];

  return {
    take: (prepared) => {
      if (prepared.state === 'unreadable') {
        fail(prepared.item, prepared.reason, false);
        return null;
      }
      const { text, between } = prepared;
      const known = prepared.state === 'known';
      const [item, index] = known
        ? [prepared.item, prepared.index]
        : [prepared.need.item, prepared.need.index];
      if (between?.kind === 'between') {
        betweens.set(index, between.between);
      }
      if (text?.kind === 'text') {
        said.set(index, { text: text.text, at: text.at, model: text.model, cached: known });
      }
      if (!known) {
        return prepared.need;
      }
      if (text?.kind === 'refused') {
        fail(item, text.reason, false);
      } else {
        describe(item, index, false);
      }
      return null;
    },
    keep: async (need, entry, { alone, together }) => {
      const at = parts.now();
      if (need.text) {
        await put([need.small.hash], { kind: 'text', text: entry.text, model, at });
        said.set(need.index, { text: entry.text, at, model, cached: false });
        need.text = false;
      }
      if (need.between && alone && said.get(need.index - 1) === undefined) {
        // The frame before was never described: there is nothing to compare with.
        need.between = false;
      }
      if (need.between && (alone || together) && entry.between !== '') {
        const between: Between = { text: entry.between, seen: alone ? 'one' : 'both' };
        await put(pair(need), { kind: 'between', between, model, at });
        betweens.set(need.index, between);
        need.between = false;
      }
      if (!need.text && !need.between) {
        describe(need.item, need.index);
      }
    },
    dropBetween: async (needs) => {
      for (const need of needs.filter((one) => !one.text)) {
        const reason = 'The model said nothing about what happens between.';
        await put(pair(need), { kind: 'refused', reason, model, at: parts.now() });
        need.between = false;
        describe(need.item, need.index);
      }
    },
    giveUp: async (needs, reason, lasting) => {
      for (const need of needs) {
        need.suspicions
          .filter((suspicion) => !forgiven.has(suspicion))
          .forEach((suspicion) => {
            forgiven.add(suspicion);
            parts.size.forgive(suspicion.pictures);
          });
        if (need.text) {
          if (lasting) {
            await put([need.small.hash], { kind: 'refused', reason, model, at: parts.now() });
          }
          need.text = need.between = false;
          fail(need.item, reason);
        } else {
          if (lasting) {
            await put(pair(need), { kind: 'refused', reason, model, at: parts.now() });
          }
          need.between = false;
          describe(need.item, need.index);
        }
      }
    },
    saidAt: (index) => said.get(index)?.text ?? null,
    saidBefore: (index) => {
      for (let at = Math.min(index, items.length) - 1; at >= 0; at--) {
        const words = said.get(at);
        if (words !== undefined) {
          return words.text;
        }
      }
      return null;
    },
  };
}
