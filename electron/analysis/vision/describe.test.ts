import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe as group, expect, it } from 'vitest';
import { expectAllRight, frames, Rig } from './testing/rig.ts';

const rig = new Rig();

group('a healthy endpoint', () => {
  it('is asked about 40 frames in exactly 5 calls of 8, and in none the second time', async () => {
    await rig.serve({ kind: 'healthy' });
    const report = await rig.run(frames(40));
    expectAllRight(report, 40);
    expect(rig.sizes()).toEqual([8, 8, 8, 8, 8]);
    expect(report.costs.calls).toEqual({ made: 5, useful: 5, withoutBatching: 40 });
    expect(report.costs.tokens).toEqual({ input: 5 * (300 + 8 * 255), output: 1600, estimated: false });
    const second = await rig.run(frames(40));
    expectAllRight(second, 40);
    expect(rig.fake.calls).toHaveLength(5);
    expect(second.costs.frames).toEqual({ total: 40, done: 40, cached: 40, failed: 0, left: 0 });
  });

  it('is never told a code, and gets pictures of 512 pixels in their shape', async () => {
    await rig.serve({ kind: 'healthy' });
    await rig.run(frames(3, 3, [640, 360]));
    const [call] = rig.fake.calls;
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
    await rig.serve({ kind: 'healthy' }, { delay: 60 });
    await rig.run(frames(3));
    const report = await rig.run(frames(40, 7), { settings: { batch: 3 } });
    expectAllRight(report, 40);
    // Five shots of 7 in 3 calls each, one of 5 in 2; the first shot's first three were known before.
    expect(report.costs.calls.made).toBe(5 * 3 + 2 - 1);
    expect(rig.fake.mostAtOnce).toBeGreaterThan(1);
    expect(rig.fake.mostAtOnce).toBeLessThanOrEqual(5);
    expect(
      rig.fake.calls.filter(({ text }) => text.includes('Just before them the film showed: A field of')),
    ).toHaveLength(5 * 2 + 1);
  });

  it('shows neighbours together to say what happens between them', async () => {
    await rig.serve({ kind: 'healthy' });
    const report = await rig.run(frames(10), { between: true, settings: { batch: 4 } });
    expectAllRight(report, 10);
    expect(rig.sizes()).toEqual([4, 4, 4]);
    expect(report.words.map((one) => (one.state === 'described' ? one.between : 'none'))).toEqual([
      null,
      ...Array.from({ length: 9 }, (_, n) => ({
        text: `It changes to A field of ${String(n + 2)}.`,
        seen: 'both',
      })),
    ]);
    await rig.run(frames(10), { between: true, settings: { batch: 4 } });
    expect(rig.fake.calls).toHaveLength(3);
  });

  it('may refuse response_format and max_tokens, talk around its JSON and count nothing', async () => {
    await rig.serve(
      { kind: 'healthy' },
      { refuses: ['response_format', 'max_tokens'], chatty: true, uncounted: true },
    );
    const report = await rig.run(frames(16));
    expectAllRight(report, 16);
    expect(rig.sizes()).toEqual([8, 8]);
    expect(report.costs.tokens.estimated).toBe(true);
    expect(rig.fake.calls[0]?.body).toHaveProperty('max_completion_tokens');
  });
});

group('what a model sees', () => {
  it('one that cannot read codes is asked one by one', async () => {
    await rig.serve({ kind: 'unlettered' });
    expectAllRight(await rig.run(frames(6)), 6);
    // One batch without a code, the probe, then singles without a strip.
    expect(rig.sizes()).toEqual([6, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(rig.fake.calls.at(-1)?.pictures[0]?.tag).toBe('');
  });

  it('one that sees nothing is refused, and nothing it said is kept', async () => {
    await rig.serve({ kind: 'blind' });
    await expect(rig.run(frames(6))).rejects.toMatchObject({ code: 'vision-blind' });
    rig.fake.options.mode = { kind: 'healthy' };
    await rm(path.join(rig.home, 'endpoints.json'));
    expectAllRight(await rig.run(frames(6)), 6);
  });
});
