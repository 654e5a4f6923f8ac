import { expect, it } from 'vitest';
import { filmOf } from '../engines/testing/film.ts';
import { pictureOf } from '../engines/testing/pictures.ts';
import { pixelHash } from './contentKey.ts';
import { createPictures, cropped, engineSize, grown } from './pictures.ts';

it('a picture grown to the engine and cropped again is the same, whatever lies in its memory before it', () => {
  const { data } = pictureOf('a', { width: 34, height: 18 });
  const memory = new Uint8Array(data.length + 3);
  memory.set(data, 3);
  const frame = { width: 34, height: 18, data: memory.subarray(3) };
  const large = grown(frame, engineSize(frame, 16));
  expect([large.width, large.height]).toEqual([48, 32]);
  expect(cropped(large, frame)).toEqual({ width: 34, height: 18, data });
  expect([...large.data.subarray(0, 4)]).toEqual([...data.subarray(0, 4)]);
  expect([...large.data.subarray(-4)]).toEqual([...data.subarray(-4)]);
});

it('the hash of a keyframe is worked out once, and differs with its crop and the size asked for', async () => {
  const project = filmOf([0, 10]);
  const [keyframe] = project.keyframes;
  if (keyframe === undefined) {
    throw new Error('the film has no keyframe');
  }
  let read = 0;
  const hashes = new Map<string, string>();
  const open = (multiple: number) =>
    createPictures({
      project,
      hashes,
      size: engineSize(project.size, multiple),
      read: (asset, { crop }, size) => {
        read++;
        return Promise.resolve(pictureOf(`${asset}${JSON.stringify(crop)}`, size));
      },
    });
  const hash = await open(2).hash(keyframe);
  expect(await open(2).hash(keyframe)).toBe(hash);
  expect(read).toBe(1);
  expect(hash).toBe(pixelHash(pictureOf('a0null', project.size)));
  const crop = { x: 0, y: 0, width: 0.5, height: 0.5 };
  expect(await open(2).hash({ ...keyframe, crop })).not.toBe(hash);
  expect(await open(64).hash(keyframe)).not.toBe(hash);
});
