import { describe as group, expect, it } from 'vitest';
import { expectAllRight, expectNothingAsked, frames, Rig, saidOf } from './testing/rig.ts';

const rig = new Rig();

group('whatever an endpoint does, no frame gets the words of another', () => {
  it('re-ordered entries are put right by their codes', async () => {
    await rig.serve({ kind: 'reversed' });
    expectAllRight(await rig.run(frames(40)), 40);
    expect(rig.fake.calls).toHaveLength(5);
    await expectNothingAsked(rig, 40);
  });

  it('a limit of 2 pictures is found, and remembered', async () => {
    await rig.serve({ kind: 'limit', pictures: 2 });
    const report = await rig.run(frames(40));
    expectAllRight(report, 40);
    expect(rig.sizes().slice(0, 3)).toEqual([8, 4, 2]);
    expect(report.costs.splits).toBeLessThanOrEqual(4);
    rig.fake.calls.length = 0;
    expectAllRight(await rig.run([...frames(60)]), 60);
    expect(rig.sizes()).toEqual(Array.from({ length: 10 }, () => 2));
    await expectNothingAsked(rig, 60);
  });

  it('one that looks at the last picture only is found out', async () => {
    await rig.serve({ kind: 'lastSeen' });
    const report = await rig.run(frames(40));
    expectAllRight(report, 40);
    expect(rig.sizes().slice(0, 4)).toEqual([8, 4, 2, 1]);
    // 3 calls of more than one picture gave one frame each.
    expect(rig.fake.calls.length).toBeLessThanOrEqual(44);
    await expectNothingAsked(rig, 40);
  });

  it('a last entry that is missing is asked for again, the others are kept', async () => {
    await rig.serve({ kind: 'lastMissing' });
    const report = await rig.run(frames(40));
    expectAllRight(report, 40);
    expect(rig.sizes()).toEqual([8, 1, 8, 1, 8, 1, 8, 1, 8, 1]);
    expect(report.costs.askedAgain).toBe(5);
    await expectNothingAsked(rig, 40);
  });

  it('an entry that says another picture twice is not believed', async () => {
    await rig.serve({ kind: 'repeats' });
    expectAllRight(await rig.run(frames(16)), 16);
    await expectNothingAsked(rig, 16);
  });

  it('broken JSON above 3 pictures leads to batches of 3', async () => {
    await rig.serve({ kind: 'brokenAbove', pictures: 3 });
    expectAllRight(await rig.run(frames(40)), 40);
    expect(rig.sizes().slice(0, 4)).toEqual([8, 4, 2, 2]);
    expect(rig.sizes().slice(4)).toEqual([3, 1, ...Array.from({ length: 10 }, () => 3), 2]);
    await expectNothingAsked(rig, 40);
  });

  it('a frame it cannot decode is quarantined with the reason, and spoils nothing', async () => {
    await rig.serve({ kind: 'undecodable', grey: 4 * 20 });
    const report = await rig.run(frames(40));
    expect(report.words.filter(({ state }) => state === 'failed')).toEqual([
      expect.objectContaining({
        id: 'k19',
        reason: expect.stringContaining('Could not process image') as string,
      }),
    ]);
    expect(report.words.filter(({ state }) => state === 'described').map(saidOf)).toEqual(
      frames(40).flatMap((_, n) => (n === 19 ? [] : [`A field of ${String(n + 1)}.`])),
    );
    const made = rig.fake.calls.length;
    expect((await rig.run(frames(40))).costs.frames).toMatchObject({
      ...{ total: 40, done: 39, cached: 39, failed: 1, left: 0 },
    });
    expect(rig.fake.calls).toHaveLength(made);
    // What it takes was not forgotten over one bad frame.
    rig.fake.options.mode = { kind: 'healthy' };
    await rig.run(frames(56).slice(40));
    expect(rig.sizes().slice(made)).toEqual([8, 8]);
    await rig.run(frames(40), { again: true });
    expect(rig.sizes().slice(made + 2)).toEqual([1]);
  });

  it('a frame that cannot be read here is left out with the reason and never sent', async () => {
    await rig.serve({ kind: 'healthy' });
    const items = frames(9).map((item, n) =>
      n === 4 ? { ...item, picture: () => Promise.resolve(new Uint8Array([1, 2, 3])) } : item,
    );
    const report = await rig.run(items);
    expect(report.words[4]).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/not a picture/) as string,
    });
    expect(rig.sizes()).toEqual([8]);
  });

  it('429 is waited for as long as it says, in seconds and as a date', async () => {
    await rig.serve({ kind: 'busy', retryAfter: '7', times: 2, status: 429 });
    expectAllRight(await rig.run(frames(8)), 8);
    expect(rig.waits).toEqual([7000, 7000]);
    const date = new Date(Date.now() + 60_000).toUTCString();
    await rig.serve({ kind: 'busy', retryAfter: date, times: 1, status: 503 });
    rig.waits = [];
    expectAllRight(await rig.run(frames(16)), 16);
    expect(rig.waits).toHaveLength(1);
    expect(rig.waits[0]).toBeGreaterThan(50_000);
    expect(rig.waits[0]).toBeLessThanOrEqual(60_000);
  });

  it('a call that hangs is given up and made smaller; one that always hangs ends the run', async () => {
    await rig.serve({ kind: 'hang', times: 1 });
    expectAllRight(await rig.run(frames(8), { settings: { patience: 2 } }), 8);
    expect(rig.sizes().slice(0, 2)).toEqual([8, 4]);
    rig.fake.options.mode = { kind: 'hang', times: 1e9 };
    const report = await rig.run(frames(20), { settings: { patience: 0.2 } });
    expect(report.words.slice(8).every(({ state }) => state !== 'described')).toBe(true);
    expect(
      report.words
        .slice(8)
        .map(saidOf)
        .every((reason) => reason.includes('did not answer')),
    ).toBe(true);
    rig.fake.options.mode = { kind: 'healthy' };
    expectAllRight(await rig.run(frames(20)), 20);
    await expectNothingAsked(rig, 20);
  });
});
