import { expect, it } from 'vitest';
import type { VisionItem } from './item.ts';
import { preview } from './preview.ts';
import { frames, Rig } from './testing/rig.ts';

const rig = new Rig();
const never = new AbortController().signal;

/** Frames that count how often they are decoded. */
function counted(count: number): { readonly items: readonly VisionItem[]; readonly decoded: () => number } {
  let decoded = 0;
  const items = frames(count).map((item, n) => ({
    ...item,
    look: `look ${String(n)}`,
    picture: () => {
      decoded += 1;
      return item.picture();
    },
  }));
  return { items, decoded: () => decoded };
}

it('tells of a long film by decoding four pictures, and counts as a run does', async () => {
  await rig.serve({ kind: 'healthy' });
  const { items, decoded } = counted(40);
  const order = { items, between: true, again: false };
  const before = await preview(await rig.parts(), order, never);
  expect(decoded()).toBe(4);
  expect(rig.fake.calls).toHaveLength(0);
  await rig.run(items, { between: true });
  expect(rig.fake.calls).toHaveLength(before.calls);
  expect(rig.sizes().reduce((sum, one) => sum + one, 0)).toBe(before.pictures);
  expect(before).toMatchObject({ frames: 40, cached: 0, withoutBatching: 40, unreadable: [] });
  const sent = rig.fake.calls.reduce((sum, { body }) => sum + JSON.stringify(body).length, 0);
  expect(before.bytes / sent).toBeGreaterThan(0.7);
  expect(before.bytes / sent).toBeLessThan(1.4);
  // A fresh program knows the pictures by name: nothing is decoded for what is described.
  const made = decoded();
  const after = await preview(await rig.parts(), { ...order, items: items.slice(0, 30) }, never);
  expect(after).toMatchObject({ frames: 30, cached: 30, calls: 0, pictures: 0, bytes: 0 });
  expect(decoded()).toBe(made);
});

it('names a frame that cannot be read, and counts it in no call', async () => {
  await rig.serve({ kind: 'healthy' });
  const items = frames(9).map((item, n) =>
    n === 6 ? { ...item, check: () => Promise.reject(new Error('It is gone.')) } : item,
  );
  const found = await preview(await rig.parts(), { items, between: false, again: false }, never);
  expect(found).toMatchObject({
    ...{ frames: 9, calls: 1, pictures: 8, withoutBatching: 8 },
    unreadable: [{ id: 'k6', reason: expect.stringContaining('gone') as string }],
  });
});
