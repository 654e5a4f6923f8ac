import { attempt } from './attempt.ts';
import { picturesOf, type Batch, type Need } from './batch.ts';
import type { VisionItem } from './item.ts';
import { createLedger } from './ledger.ts';
import { prepareShot } from './prepare.ts';
import { mostOf, nothing, type ShotParts } from './shotParts.ts';

/** Describes the frames of one shot, batch after batch, each told what was seen just before. */
export async function describeShot(parts: ShotParts, items: readonly VisionItem[]): Promise<void> {
  const { client, settings, order, signal } = parts;
  const ledger = createLedger(parts, items);
  const source = prepareShot(
    {
      ...parts,
      model: client.model,
      language: settings.language,
      between: order.between,
      again: order.again,
      ahead: settings.batch + 2,
    },
    items,
  );
  let held: Need | null = null;
  const next = async (): Promise<Need | null> => {
    for (;;) {
      signal.throwIfAborted();
      const prepared = await source.next();
      if (prepared.done === true) {
        return null;
      }
      const need = ledger.take(prepared.value);
      if (need !== null) {
        return need;
      }
    }
  };
  /** As many frames as one call takes now. */
  const fresh = async (): Promise<Batch | null> => {
    const needs: Need[] = [];
    for (let need = held ?? (await next()); need !== null; need = await next()) {
      held = null;
      if (needs.length > 0 && picturesOf([...needs, need]) > mostOf(parts)) {
        held = need;
        break;
      }
      needs.push(need);
    }
    return needs.length === 0 ? null : { needs, alone: false, tried: 0 };
  };
  let [first, later]: [readonly Batch[], readonly Batch[]] = [[], []];
  while (!parts.ended()) {
    const [again, ...others] = first;
    const batch = again ?? (await fresh()) ?? later[0];
    if (batch === undefined) {
      return;
    }
    later = again === undefined && batch === later[0] ? later.slice(1) : later;
    const rest = await parts.inTurn(async () => (parts.ended() ? nothing : attempt(parts, ledger, batch)));
    first = [...rest.first, ...others];
    later = [...later, ...rest.later];
  }
}
