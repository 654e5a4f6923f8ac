import type { VisionCosts } from '../../../shared/analysis/vision/costs.ts';
import type { VisionEvent } from '../../../shared/analysis/vision/words.ts';
import { describe as group, expect, it } from 'vitest';
import { expectAllRight, frames, Rig } from './testing/rig.ts';

const rig = new Rig();

group('limits and ends', () => {
  it('never sends more calls or tokens than its budget, and goes on from there', async () => {
    await rig.serve({ kind: 'healthy' }, { delay: 20 });
    const items = frames(40, 8);
    const few = await rig.run(items, { settings: { budget: { calls: 3, tokens: null } } });
    expect(rig.fake.calls).toHaveLength(3);
    expect(few.words.filter(({ state }) => state === 'described')).toHaveLength(24);
    expect(few.words.filter(({ state }) => state === 'left')).toHaveLength(16);
    expect(few).toMatchObject({
      stopped: 'The budget of this run is used up.',
      // Only what was asked about is counted against calls without batching.
      costs: { left: { calls: 0 }, frames: { left: 16 }, calls: { made: 3, withoutBatching: 24 } },
    });
    const spare = await rig.run(items, { settings: { budget: { calls: null, tokens: 8000 } } });
    expect(spare.costs.tokens.input + spare.costs.tokens.output).toBeLessThanOrEqual(8000);
    expect(rig.fake.calls).toHaveLength(4);
    expectAllRight(await rig.run(items), 40);
    expect(rig.fake.calls).toHaveLength(5);
  });

  it('leaves an endpoint alone that refuses everything, and quarantines nothing for it', async () => {
    await rig.serve({ kind: 'refuses' });
    const report = await rig.run(frames(40), { settings: { batch: 2 } });
    expect(report.stopped).toContain('Bad request');
    expect(rig.fake.calls.length).toBeLessThan(20);
    rig.fake.options.mode = { kind: 'healthy' };
    expectAllRight(await rig.run(frames(40)), 40);
  });

  it('keeps what was done when it is cancelled, and asks for the rest only', async () => {
    await rig.serve({ kind: 'healthy' });
    const cancel = new AbortController();
    const report = await rig.run(frames(40), {
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
    const before = rig.fake.calls.length;
    expectAllRight(await rig.run(frames(40)), 40);
    expect(rig.fake.calls.length - before).toBe(3);
  });

  it('loses nothing when calls under way are cut off: what had come is kept, the rest is asked for once', async () => {
    await rig.serve({ kind: 'healthy' });
    expectAllRight(await rig.run(frames(8)), 8);
    rig.fake.options.mode = { kind: 'hang', times: 1e9 };
    const cancel = new AbortController();
    let settled = 0;
    const running = rig.run(frames(40, 8), {
      signal: cancel.signal,
      events: ({ kind }) => (settled += kind === 'frame' ? 1 : 0),
    });
    await expect.poll(() => [settled, rig.fake.calls.length], { timeout: 20_000 }).toEqual([8, 5]);
    cancel.abort();
    const report = await running;
    expect(report.words.map(({ state }) => state)).toEqual([
      ...Array.from({ length: 8 }, () => 'described'),
      ...Array.from({ length: 32 }, () => 'left'),
    ]);
    expect(report.costs.frames).toEqual({ total: 40, done: 8, cached: 8, failed: 0, left: 32 });
    rig.fake.options.mode = { kind: 'healthy' };
    expectAllRight(await rig.run(frames(40, 8)), 40);
    expect(rig.sizes().slice(5)).toEqual([8, 8, 8, 8]);
  });

  it('says what is wrong with the key and the model, asks nothing more, and counts no frame as asked', async () => {
    await rig.serve({ kind: 'healthy' }, { key: 'right' });
    const figures: VisionCosts[] = [];
    const events = (event: VisionEvent) => {
      if (event.kind === 'costs') {
        figures.push(event.costs);
      }
    };
    await expect(rig.run(frames(20), { key: 'wrong', events })).rejects.toMatchObject({ code: 'vision-key' });
    expect(figures.at(-1)).toMatchObject({
      frames: { total: 20, done: 0, cached: 0, failed: 0, left: 20 },
      calls: { made: 1, useful: 0, withoutBatching: 0 },
      tokens: { input: 0, output: 0 },
    });
    await expect(rig.run(frames(20), { key: 'right', settings: { model: 'other' } })).rejects.toMatchObject({
      code: 'vision-model',
    });
    expectAllRight(await rig.run(frames(20), { key: 'right' }), 20);
  });
});
