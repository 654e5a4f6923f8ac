import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe as group, expect, it } from 'vitest';
import { plainVisionSettings, type VisionSettings } from '../../../shared/analysis/vision/settings.ts';
import type { FrameWords, VisionEvent, VisionReport } from '../../../shared/analysis/vision/words.ts';
import { Fonts } from '../../captions/fonts.ts';
import { greyFrame } from '../../media/frame.ts';
import { addressOf } from './address.ts';
import { createClient } from './client.ts';
import { describe, type DescribeOrder } from './describe.ts';
import { FakeVision, type FakeVisionOptions, type Mode } from './fakeServer.ts';
import type { VisionItem } from './item.ts';
import { openVisionMemory } from './memory.ts';
import { createLetterPainter } from './strip.ts';
import { openWordCache } from './wordCache.ts';

const fonts = new Fonts([path.resolve('resources/fonts')]);
const paint = createLetterPainter(() => fonts.familiesFor('Inter', '').letters);
const never = new AbortController().signal;

let home: string;
let fake: FakeVision;
/** Milliseconds that would have been waited. */
let waits: number[];

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'entracte-vision-'));
  waits = [];
});
afterEach(async () => {
  await fake.close();
  await rm(home, { recursive: true, force: true });
});

const serve = async (mode: Mode, options: Partial<FakeVisionOptions> = {}) => {
  fake = await new FakeVision(paint, { ...options, mode }).start();
};

/** Frame n is a field of grey 4(n+1), which the fake says as "A field of n+1". */
function frames(count: number, shotLength = count, size: [number, number] = [160, 90]): VisionItem[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `k${String(n)}`,
    frame: n * 10,
    seconds: n / 2,
    shot: Math.floor(n / shotLength),
    look: null,
    picture: () => Promise.resolve(greyFrame(...size, 4 * (n + 1))),
  }));
}

interface Wanted extends Partial<DescribeOrder> {
  readonly settings?: Partial<VisionSettings>;
  readonly key?: string | null;
  readonly signal?: AbortSignal;
  readonly events?: (event: VisionEvent) => void;
}

/** A run as a fresh program would make it: what it knows from before comes from disk. */
async function run(items: readonly VisionItem[], wanted: Wanted = {}): Promise<VisionReport> {
  const settings: VisionSettings = {
    ...plainVisionSettings,
    url: fake.url,
    model: 'fake-vision',
    batch: 8,
    patience: 20,
    ...wanted.settings,
  };
  const { between = false, again = false, events = () => undefined, key = null, signal = never } = wanted;
  return describe(
    {
      client: createClient(addressOf(settings, key), settings.model, fetch, () => Date.now()),
      settings,
      memory: await openVisionMemory(path.join(home, 'endpoints.json')),
      cache: openWordCache(path.join(home, 'words')),
      paint,
      hashes: new Map(),
      wait: (milliseconds) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
      now: () => Date.now(),
      random: Math.random,
    },
    { items, between, again },
    events,
    signal,
  );
}

const textOf = (words: FrameWords) => (words.state === 'described' ? words.text : words.reason);

/** Every frame has the words about itself, whatever the server did. */
function expectAllRight(report: VisionReport, count: number) {
  expect(report.words.map(textOf)).toEqual(
    Array.from({ length: count }, (_, n) => `A field of ${String(n + 1)}.`),
  );
  expect(report.stopped).toBeNull();
}

const sizes = () => fake.calls.map(({ pictures }) => pictures.length);

group('a healthy endpoint', () => {
  it('is asked about 40 frames in exactly 5 calls of 8, and in none the second time', async () => {
    await serve({ kind: 'healthy' });
    const report = await run(frames(40));
    expectAllRight(report, 40);
    expect(sizes()).toEqual([8, 8, 8, 8, 8]);
    expect(report.costs.calls).toEqual({ made: 5, useful: 5, withoutBatching: 40 });
    expect(report.costs.tokens).toEqual({ input: 5 * (300 + 8 * 255), output: 1600, estimated: false });
    const second = await run(frames(40));
    expectAllRight(second, 40);
    expect(fake.calls).toHaveLength(5);
    expect(second.costs.frames).toEqual({ total: 40, done: 40, cached: 40, failed: 0 });
  });

  it('is never told a code, and gets pictures of 512 pixels in their shape', async () => {
    await serve({ kind: 'healthy' });
    await run(frames(3, 3, [640, 360]));
    const [call] = fake.calls;
    expect(call?.pictures.map(({ width, height, format }) => [width, height, format])).toEqual(
      Array.from({ length: 3 }, () => [512, 288 + 48, 'jpeg']),
    );
    for (const { tag } of call?.pictures ?? []) {
      expect(tag).toHaveLength(3);
      expect(JSON.stringify(call?.body.messages).replace(/data:[^"]*/g, '')).not.toContain(tag);
    }
    expect(Object.keys(call?.headers ?? {}).filter((name) => name.startsWith('x-'))).toEqual([]);
    expect(call?.headers.authorization).toBeUndefined();
  });

  it('sees no two shots in one call, several shots at once, and is told what came before', async () => {
    await serve({ kind: 'healthy' }, { delay: 60 });
    await run(frames(3));
    const report = await run(frames(40, 7), { settings: { batch: 3 } });
    expectAllRight(report, 40);
    // Five shots of 7 in 3 calls each, one of 5 in 2; the first shot's first three were known before.
    expect(report.costs.calls.made).toBe(5 * 3 + 2 - 1);
    expect(fake.mostAtOnce).toBeGreaterThan(1);
    expect(fake.mostAtOnce).toBeLessThanOrEqual(5);
    expect(
      fake.calls.filter(({ text }) => text.includes('Just before them the film showed: A field of')),
    ).toHaveLength(5 * 2 + 1);
  });

  it('shows neighbours together to say what happens between them', async () => {
    await serve({ kind: 'healthy' });
    const report = await run(frames(10), { between: true, settings: { batch: 4 } });
    expectAllRight(report, 10);
    expect(sizes()).toEqual([4, 4, 4]);
    expect(report.words.map((one) => (one.state === 'described' ? one.between : 'none'))).toEqual([
      null,
      ...Array.from({ length: 9 }, (_, n) => ({
        text: `It changes to A field of ${String(n + 2)}.`,
        seen: 'both',
      })),
    ]);
    await run(frames(10), { between: true, settings: { batch: 4 } });
    expect(fake.calls).toHaveLength(3);
  });

  it('may refuse response_format and max_tokens, talk around its JSON and count nothing', async () => {
    await serve(
      { kind: 'healthy' },
      { refuses: ['response_format', 'max_tokens'], chatty: true, uncounted: true },
    );
    const report = await run(frames(16));
    expectAllRight(report, 16);
    expect(sizes()).toEqual([8, 8]);
    expect(report.costs.tokens.estimated).toBe(true);
    expect(fake.calls[0]?.body).toHaveProperty('max_completion_tokens');
  });
});

group('whatever an endpoint does, no frame gets the words of another', () => {
  it('re-ordered entries are put right by their codes', async () => {
    await serve({ kind: 'reversed' });
    expectAllRight(await run(frames(40)), 40);
    expect(fake.calls).toHaveLength(5);
  });

  it('a limit of 2 pictures is found, and remembered', async () => {
    await serve({ kind: 'limit', pictures: 2 });
    const report = await run(frames(40));
    expectAllRight(report, 40);
    expect(sizes().slice(0, 3)).toEqual([8, 4, 2]);
    expect(report.costs.splits).toBeLessThanOrEqual(4);
    fake.calls.length = 0;
    expectAllRight(await run([...frames(60)]), 60);
    expect(sizes()).toEqual(Array.from({ length: 10 }, () => 2));
  });

  it('one that looks at the last picture only is found out', async () => {
    await serve({ kind: 'lastSeen' });
    const report = await run(frames(40));
    expectAllRight(report, 40);
    expect(sizes().slice(0, 4)).toEqual([8, 4, 2, 1]);
    // 3 calls of more than one picture gave one frame each.
    expect(fake.calls.length).toBeLessThanOrEqual(44);
  });

  it('a last entry that is missing is asked for again, the others are kept', async () => {
    await serve({ kind: 'lastMissing' });
    const report = await run(frames(40));
    expectAllRight(report, 40);
    expect(sizes()).toEqual([8, 1, 8, 1, 8, 1, 8, 1, 8, 1]);
    expect(report.costs.askedAgain).toBe(5);
  });

  it('an entry that says another picture twice is not believed', async () => {
    await serve({ kind: 'repeats' });
    expectAllRight(await run(frames(16)), 16);
  });

  it('broken JSON above 3 pictures leads to batches of 3', async () => {
    await serve({ kind: 'brokenAbove', pictures: 3 });
    expectAllRight(await run(frames(40)), 40);
    expect(sizes().slice(0, 4)).toEqual([8, 4, 2, 2]);
    expect(sizes().slice(4)).toEqual([3, 1, ...Array.from({ length: 10 }, () => 3), 2]);
  });

  it('a frame it cannot decode is quarantined with the reason, and spoils nothing', async () => {
    await serve({ kind: 'undecodable', grey: 4 * 20 });
    const report = await run(frames(40));
    expect(report.words.filter(({ state }) => state === 'failed')).toEqual([
      expect.objectContaining({
        id: 'k19',
        reason: expect.stringContaining('Could not process image') as string,
      }),
    ]);
    expect(report.words.filter(({ state }) => state === 'described').map(textOf)).toEqual(
      frames(40).flatMap((_, n) => (n === 19 ? [] : [`A field of ${String(n + 1)}.`])),
    );
    const made = fake.calls.length;
    expect((await run(frames(40))).costs.frames).toEqual({ total: 40, done: 39, cached: 39, failed: 1 });
    expect(fake.calls).toHaveLength(made);
    // What it takes was not forgotten over one bad frame.
    fake.options.mode = { kind: 'healthy' };
    await run(frames(56).slice(40));
    expect(sizes().slice(made)).toEqual([8, 8]);
    await run(frames(40), { again: true });
    expect(sizes().slice(made + 2)).toEqual([1]);
  });

  it('a frame that cannot be read here is left out with the reason and never sent', async () => {
    await serve({ kind: 'healthy' });
    const items = frames(9).map((item, n) =>
      n === 4 ? { ...item, picture: () => Promise.resolve(new Uint8Array([1, 2, 3])) } : item,
    );
    const report = await run(items);
    expect(report.words[4]).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/not a picture/) as string,
    });
    expect(sizes()).toEqual([8]);
  });

  it('429 is waited for as long as it says, in seconds and as a date', async () => {
    await serve({ kind: 'busy', retryAfter: '7', times: 2, status: 429 });
    expectAllRight(await run(frames(8)), 8);
    expect(waits).toEqual([7000, 7000]);
    await fake.close();
    const date = new Date(Date.now() + 60_000).toUTCString();
    await serve({ kind: 'busy', retryAfter: date, times: 1, status: 503 });
    waits = [];
    expectAllRight(await run(frames(16)), 16);
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(50_000);
    expect(waits[0]).toBeLessThanOrEqual(60_000);
  });

  it('a call that hangs is given up and made smaller; one that always hangs ends the run', async () => {
    await serve({ kind: 'hang', times: 1 });
    expectAllRight(await run(frames(8), { settings: { patience: 2 } }), 8);
    expect(sizes().slice(0, 2)).toEqual([8, 4]);
    fake.options.mode = { kind: 'hang', times: 1e9 };
    const report = await run(frames(20), { settings: { patience: 0.2 } });
    expect(report.words.slice(8).every(({ state }) => state !== 'described')).toBe(true);
    expect(
      report.words
        .slice(8)
        .map(textOf)
        .every((reason) => reason.includes('did not answer')),
    ).toBe(true);
    fake.options.mode = { kind: 'healthy' };
    expectAllRight(await run(frames(20)), 20);
  });
});

group('what a model sees', () => {
  it('one that cannot read codes is asked one by one', async () => {
    await serve({ kind: 'unlettered' });
    expectAllRight(await run(frames(6)), 6);
    // One batch without a code, the probe, then singles without a strip.
    expect(sizes()).toEqual([6, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(fake.calls.at(-1)?.pictures[0]?.tag).toBe('');
  });

  it('one that sees nothing is refused, and nothing it said is kept', async () => {
    await serve({ kind: 'blind' });
    await expect(run(frames(6))).rejects.toMatchObject({ code: 'vision-blind' });
    fake.options.mode = { kind: 'healthy' };
    await rm(path.join(home, 'endpoints.json'));
    expectAllRight(await run(frames(6)), 6);
  });
});

group('limits and ends', () => {
  it('never sends more calls or tokens than its budget, and goes on from there', async () => {
    await serve({ kind: 'healthy' }, { delay: 20 });
    const items = frames(40, 8);
    const few = await run(items, { settings: { budget: { calls: 3, tokens: null } } });
    expect(fake.calls).toHaveLength(3);
    expect(few.words.filter(({ state }) => state === 'described')).toHaveLength(24);
    expect(few.words.filter(({ state }) => state === 'left')).toHaveLength(16);
    expect(few).toMatchObject({
      stopped: 'The budget of this run is used up.',
      costs: { left: { calls: 0 } },
    });
    const spare = await run(items, { settings: { budget: { calls: null, tokens: 8000 } } });
    expect(spare.costs.tokens.input + spare.costs.tokens.output).toBeLessThanOrEqual(8000);
    expect(fake.calls).toHaveLength(4);
    expectAllRight(await run(items), 40);
    expect(fake.calls).toHaveLength(5);
  });

  it('leaves an endpoint alone that refuses everything, and quarantines nothing for it', async () => {
    await serve({ kind: 'refuses' });
    const report = await run(frames(40), { settings: { batch: 2 } });
    expect(report.stopped).toContain('Bad request');
    expect(fake.calls.length).toBeLessThan(20);
    fake.options.mode = { kind: 'healthy' };
    expectAllRight(await run(frames(40)), 40);
  });

  it('keeps what was done when it is cancelled, and asks for the rest only', async () => {
    await serve({ kind: 'healthy' });
    const cancel = new AbortController();
    const report = await run(frames(40), {
      signal: cancel.signal,
      events: (event) => {
        if (event.kind === 'frame' && event.words.id === 'k15') {
          cancel.abort();
        }
      },
    });
    const done = report.words.filter(({ state }) => state === 'described').length;
    expect(done).toBe(16);
    expect(report.stopped).toBe('It was cancelled.');
    const before = fake.calls.length;
    expectAllRight(await run(frames(40)), 40);
    expect(fake.calls.length - before).toBe(3);
  });

  it('says what is wrong with the key and the model, and asks nothing more', async () => {
    await serve({ kind: 'healthy' }, { key: 'right' });
    await expect(run(frames(20), { key: 'wrong' })).rejects.toMatchObject({ code: 'vision-key' });
    await expect(run(frames(20), { key: 'right', settings: { model: 'other' } })).rejects.toMatchObject({
      code: 'vision-model',
    });
    expectAllRight(await run(frames(20), { key: 'right' }), 20);
  });
});
