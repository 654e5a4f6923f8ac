import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fonts } from '../../captions/fonts.ts';
import type { DescribeParts } from './describe.ts';
import { openLooks } from './looks.ts';
import { openVisionMemory } from './memory.ts';
import { createLetterPainter } from './strip.ts';
import { openWordCache } from './wordCache.ts';

/** Everything a run needs that does not depend on an endpoint. */
export type Vision = Omit<DescribeParts, 'client' | 'settings'>;

export interface VisionPlaces {
  /** What was learned of endpoints is kept here. */
  readonly data: string;
  /** Words are kept in its folder `words`. */
  readonly cache: string;
  /** Folders with a fonts.json each: resources/fonts. */
  readonly fonts: readonly string[];
}

export async function openVision(places: VisionPlaces): Promise<Vision> {
  let fonts: Fonts | null = null;
  return {
    memory: await openVisionMemory(path.join(places.data, 'vision-endpoints.json')),
    cache: openWordCache(path.join(places.cache, 'words')),
    paint: createLetterPainter(() => (fonts ??= new Fonts(places.fonts)).familiesFor('Inter', '').letters),
    looks: openLooks(path.join(places.cache, 'words', 'looks')),
    wait: (milliseconds, signal) => sleep(milliseconds, null, { signal }),
    now: () => Date.now(),
    random: Math.random,
  };
}
