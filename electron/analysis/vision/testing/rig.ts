import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { plainVisionSettings, type VisionSettings } from '../../../../shared/analysis/vision/settings.ts';
import type { FrameWords, VisionEvent, VisionReport } from '../../../../shared/analysis/vision/words.ts';
import { Fonts } from '../../../captions/fonts.ts';
import { greyFrame } from '../../../media/frame.ts';
import { addressOf } from '../address.ts';
import { createClient } from '../client.ts';
import { describe, type DescribeOrder, type DescribeParts } from '../describe.ts';
import type { FakeVisionOptions, Mode } from '../fakeModes.ts';
import { FakeVision } from '../fakeServer.ts';
import type { VisionItem } from '../item.ts';
import { openLooks } from '../looks.ts';
import { openVisionMemory } from '../memory.ts';
import { createLetterPainter } from '../strip.ts';
import { openWordCache } from '../wordCache.ts';

const never = new AbortController().signal;

/** Frame n is a field of grey 4(n+1), which the fake says as "A field of n+1". */
export function frames(count: number, shotLength = count, size: [number, number] = [96, 54]): VisionItem[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `k${String(n)}`,
    frame: n * 10,
    seconds: n / 2,
    shot: Math.floor(n / shotLength),
    look: null,
    picture: () => Promise.resolve(greyFrame(...size, 4 * (n + 1))),
    check: () => Promise.resolve(),
  }));
}

export interface Wanted extends Partial<DescribeOrder> {
  readonly settings?: Partial<VisionSettings>;
  readonly key?: string | null;
  readonly signal?: AbortSignal;
  readonly events?: (event: VisionEvent) => void;
}

/** A folder and a fake server for each test of a file. */
export class Rig {
  readonly #paint: DescribeParts['paint'];
  home = '';
  /** Milliseconds that would have been waited. */
  waits: number[] = [];
  #fake: FakeVision | null = null;

  constructor() {
    const fonts = new Fonts([path.resolve('resources/fonts')]);
    this.#paint = createLetterPainter(() => fonts.familiesFor('Inter', '').letters);
    beforeEach(async () => {
      this.home = await mkdtemp(path.join(os.tmpdir(), 'entracte-vision-'));
      this.waits = [];
    });
    afterEach(async () => {
      await this.#fake?.close();
      await rm(this.home, { recursive: true, force: true });
    });
  }

  get fake(): FakeVision {
    if (this.#fake === null) {
      throw new Error('serve first');
    }
    return this.#fake;
  }

  async serve(mode: Mode, options: Partial<FakeVisionOptions> = {}): Promise<void> {
    await this.#fake?.close();
    this.#fake = await new FakeVision(this.#paint, { ...options, mode }).start();
  }

  /** Pictures in each call. */
  sizes(): readonly number[] {
    return this.fake.calls.map(({ pictures }) => pictures.length);
  }

  /** What a fresh program would work with: what it knows from before comes from disk. */
  async parts(wanted: Wanted = {}): Promise<DescribeParts> {
    const settings: VisionSettings = {
      ...plainVisionSettings,
      url: this.fake.url,
      model: 'fake-vision',
      batch: 8,
      patience: 20,
      ...wanted.settings,
    };
    return {
      client: createClient(addressOf(settings, wanted.key ?? null), settings.model, fetch, () => Date.now()),
      settings,
      memory: await openVisionMemory(path.join(this.home, 'endpoints.json')),
      cache: openWordCache(path.join(this.home, 'words')),
      looks: openLooks(path.join(this.home, 'looks')),
      paint: this.#paint,
      wait: (milliseconds) => {
        this.waits.push(milliseconds);
        return Promise.resolve();
      },
      now: () => Date.now(),
      random: Math.random,
    };
  }

  async run(items: readonly VisionItem[], wanted: Wanted = {}): Promise<VisionReport> {
    const { between = false, again = false, events = () => undefined, signal = never } = wanted;
    return describe(await this.parts(wanted), { items, between, again }, events, signal);
  }
}

/** What was said is kept: a fresh program makes no call for it. */
export async function expectNothingAsked(rig: Rig, count: number): Promise<void> {
  const made = rig.fake.calls.length;
  expectAllRight(await rig.run(frames(count)), count);
  expect(rig.fake.calls).toHaveLength(made);
}

export const saidOf = (words: FrameWords): string =>
  words.state === 'described' ? words.text : words.reason;

/** Every frame has the words about itself, whatever the server did. */
export function expectAllRight(report: VisionReport, count: number): void {
  expect(report.words.map(saidOf)).toEqual(
    Array.from({ length: count }, (_, n) => `A field of ${String(n + 1)}.`),
  );
  expect(report.stopped).toBeNull();
}
