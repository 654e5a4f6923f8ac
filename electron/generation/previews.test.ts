import { expect, it } from 'vitest';
import { pictureOf } from '../engines/testing/pictures.ts';
import { createPreviews } from './previews.ts';

const size = { width: 64, height: 36 };
const bytes = size.width * size.height * 4;
const parts = (more: Partial<Parameters<typeof createPreviews>[0]> = {}) => {
  let encoded = 0;
  const previews = createPreviews({
    encode: (frame) => {
      encoded++;
      return Promise.resolve({ type: 'image/raw', bytes: frame.data.slice(0, 100) });
    },
    held: bytes * 2,
    kept: 250,
    ids: 10,
    ...more,
  });
  return { previews, encoded: () => encoded };
};
const none = () => Promise.resolve(null);

it('a preview is encoded when it is asked for, once', async () => {
  const { previews, encoded } = parts();
  const id = previews.put(pictureOf('a', size), none);
  expect(encoded()).toBe(0);
  const [one, two] = await Promise.all([previews.fetch(id), previews.fetch(id)]);
  expect(one).toBe(two);
  expect(encoded()).toBe(1);
});

it('holds only the newest frames and reads an older one again', async () => {
  const { previews } = parts();
  let read = 0;
  const ids = ['a', 'b', 'c', 'd'].map((name) =>
    previews.put(pictureOf(name, size), () => {
      read++;
      return Promise.resolve(pictureOf(name, size));
    }),
  );
  expect((await previews.fetch(ids[3] ?? ''))?.bytes).toEqual(pictureOf('d', size).data.slice(0, 100));
  expect(read).toBe(0);
  expect((await previews.fetch(ids[0] ?? ''))?.bytes).toEqual(pictureOf('a', size).data.slice(0, 100));
  expect(read).toBe(1);
});

it('forgets the oldest ids, and says null for what was never there', async () => {
  const { previews } = parts({ ids: 2, held: 0 });
  const ids = ['a', 'b', 'c'].map((name) => previews.put(pictureOf(name, size), none));
  expect(await previews.fetch(ids[0] ?? '')).toBeNull();
  expect(await previews.fetch('nonsense')).toBeNull();
});

it('gives the pictures an engine made itself', async () => {
  const { previews } = parts();
  const id = previews.putPicture({ type: 'image/jpeg', bytes: new Uint8Array([1, 2]) });
  expect(await previews.fetch(id)).toEqual({ type: 'image/jpeg', bytes: new Uint8Array([1, 2]) });
});
