import type PQueue from 'p-queue';
import { faultData } from '../../../shared/fault.ts';
import type { Need } from './batch.ts';
import type { VisionItem } from './item.ts';
import type { Looks } from './looks.ts';
import { smallOf, type Small } from './picture.ts';
import { wordKey, type Kept, type WordCache } from './wordCache.ts';

export interface PrepareParts {
  readonly cache: Pick<WordCache, 'get'>;
  readonly looks: Looks;
  readonly encodings: PQueue;
  readonly model: string;
  readonly language: string;
  readonly between: boolean;
  readonly again: boolean;
  /** How many pictures are read ahead. */
  readonly ahead: number;
}

/** What is known of a frame before anything is asked. */
export type Prepared =
  | { readonly state: 'unreadable'; readonly item: VisionItem; readonly reason: string }
  | {
      readonly state: 'known';
      readonly item: VisionItem;
      readonly index: number;
      readonly text: Kept;
      readonly between: Kept | null;
    }
  | {
      readonly state: 'needed';
      readonly need: Need;
      /** What is known of it all the same. */
      readonly text: Kept | null;
      readonly between: Kept | null;
    };

/** A picture whose pixels are read only when they are needed. */
interface Looked {
  readonly item: VisionItem;
  readonly hash: string;
  readonly small: () => Promise<Small>;
}

/**
 * The frames of a shot in order, each with what the cache knows; pictures are read a few ahead. A frame whose pixels are
 * known by name and whose words are cached is never decoded.
 */
export async function* prepareShot(
  parts: PrepareParts,
  items: readonly VisionItem[],
): AsyncGenerator<Prepared, void> {
  const reading: Promise<Looked | string>[] = [];
  const read = (index: number) => {
    const item = items[index];
    if (item !== undefined && reading[index] === undefined) {
      reading[index] = parts.encodings.add(() => look(parts.looks, item)).catch(reasonOf);
    }
    return reading[index] ?? Promise.resolve('There is no such frame.');
  };
  let before: Looked | null = null;
  for (const [index, item] of items.entries()) {
    for (let next = index; next <= index + parts.ahead; next++) {
      void read(next);
    }
    const looked = await read(index);
    reading[index] = Promise.resolve('It was let go.');
    if (typeof looked === 'string') {
      before = null;
      yield { state: 'unreadable', item, reason: looked };
      continue;
    }
    yield await prepared(parts, index, looked, parts.between ? before : null);
    before = looked;
  }
}

async function prepared(
  { cache, model, language, again, encodings }: PrepareParts,
  index: number,
  looked: Looked,
  before: Looked | null,
): Promise<Prepared> {
  const { item, hash } = looked;
  const known = async (hashes: readonly string[]) => {
    const kept = await cache.get(wordKey(model, language, hashes));
    return kept?.kind === 'refused' && again ? null : kept;
  };
  const text = await known([hash]);
  const between = before === null ? null : await known([before.hash, hash]);
  if (text !== null && (before === null || between !== null || text.kind === 'refused')) {
    return { state: 'known', item, index, text, between };
  }
  try {
    const smalls = await encodings.add(() =>
      Promise.all([looked.small(), before === null || between !== null ? null : before.small()]),
    );
    const [small, smallBefore] = smalls;
    const need: Need = {
      item,
      index,
      small,
      before: smallBefore === null || before === null ? null : { item: before.item, small: smallBefore },
      text: text === null,
      between: before !== null && between === null,
      tries: 0,
      missed: 0,
      betweenTries: 0,
      suspicions: [],
    };
    return { state: 'needed', need, text, between };
  } catch (error) {
    return { state: 'unreadable', item, reason: reasonOf(error) };
  }
}

async function look(looks: Looks, item: VisionItem): Promise<Looked> {
  let reading: Promise<Small> | null = null;
  const small = () => (reading ??= item.picture().then(smallOf));
  const known = item.look === null ? null : await looks.get(item.look);
  const hash = known ?? (await small()).hash;
  if (item.look !== null) {
    await looks.put(item.look, hash);
  }
  return { item, hash, small };
}

const reasonOf = (error: unknown) => faultData(error).message;
