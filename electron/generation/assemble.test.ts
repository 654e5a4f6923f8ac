import { describe, expect, it } from 'vitest';
import { planFilm } from '../../shared/planner/plan.ts';
import { testProfile } from '../engines/testing/engine.ts';
import { filmOf } from '../engines/testing/film.ts';
import { pictureOf } from '../engines/testing/pictures.ts';
import { greyFrame } from '../media/frame.ts';
import { assemble, type FilmFrame } from './assemble.ts';
import { partOf, type Results } from './film.ts';

const project = filmOf([0, 10, 20]);
const plan = planFilm(project, testProfile);
const cache = {
  open: () =>
    Promise.resolve({
      info: {} as never,
      frame: (at: number) => Promise.resolve(pictureOf(`f${String(at)}`, project.size)),
    }),
};
const picture = (keyframe: { asset: string }) => Promise.resolve(pictureOf(keyframe.asset, project.size));
const whole: Results = plan.segments.map((segment) => ({
  kind: 'made',
  segment: segment.key,
  take: 'r',
  parts: plan.batches.flatMap((batch) => partOf(segment, batch, 'r') ?? []),
}));

async function all(results: Results, from = project): Promise<FilmFrame[]> {
  const frames: FilmFrame[] = [];
  for await (const frame of assemble(
    { cache, picture, unmade: 'missing', colourMatch: false },
    from,
    plan,
    results,
  )) {
    frames.push(frame);
  }
  return frames;
}

describe('the film', () => {
  it('takes every frame from its batch frame, and keyframes from the given pictures', async () => {
    const frames = await all(whole);
    expect(frames.map(({ from }) => (from.kind === 'result' ? from.at : from.kind))).toEqual(
      Array.from({ length: 21 }, (_, i) => (i % 10 === 0 ? 'keyframe' : i)),
    );
    expect(frames[10]?.frame).toEqual(pictureOf('a1', project.size));
    expect(frames[11]?.frame).toEqual(pictureOf('f11', project.size));
  });

  it('shows a held keyframe for as long as it is held', async () => {
    const keyframes = project.keyframes.map((one, i) => (i === 1 ? { ...one, hold: 3 } : one));
    const frames = await all(whole, { ...project, keyframes });
    const kinds = frames.slice(9, 14).map(({ from }) => from.kind);
    expect(kinds).toEqual(['result', 'keyframe', 'keyframe', 'keyframe', 'result']);
  });

  it('names the first ten frames that are missing and those that are there twice', async () => {
    const broken: Results = whole.map((showing, i) =>
      showing.kind !== 'made'
        ? showing
        : {
            ...showing,
            parts: showing.parts.flatMap((part) =>
              i === 0 ? [{ ...part, offset: 3, count: 7 }] : [part, { ...part, offset: 5, count: 2 }],
            ),
          },
    );
    await expect(all(broken)).rejects.toThrow(
      'The film is not whole: 2 frames are missing (1, 2) and 2 frames are there twice (15, 16).',
    );
    await expect(all([])).rejects.toThrow('18 frames are missing (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, …)');
  });

  it('shows a marked crossfade for a failed segment', async () => {
    const failed: Results = whole.map((showing, i) =>
      i === 0 ? { kind: 'placeholder', segment: showing.segment, why: 'failed' } : showing,
    );
    const frames = await all(failed);
    expect(frames[5]?.from).toEqual({ kind: 'placeholder', segment: 'k0>k1' });
    const { data } = frames[5]?.frame ?? { data: new Uint8Array() };
    expect([...data.subarray(0, 3)]).toEqual([240, 200, 40]);
    const [a, b] = ['a0', 'a1'].map((asset) => pictureOf(asset, project.size).data);
    const middle = (12 * 32 + 16) * 4 + 1;
    expect(data[middle]).toBeCloseTo(((a?.[middle] ?? 0) + (b?.[middle] ?? 0)) / 2, -0.5);
  });

  it('takes the drift of an engine out when asked, and shows the keyframes as they are', async () => {
    const grey = (level: number) => greyFrame(project.size.width, project.size.height, level);
    // Keyframes of 100; what the engine made of them is 20 darker at the first and right at the second.
    const level = (at: number) => (at <= 10 ? 80 + 2 * at : 100);
    const parts = {
      cache: {
        open: () =>
          Promise.resolve({
            info: { frames: Array.from({ length: 21 }) } as never,
            frame: (at: number) => Promise.resolve(grey(level(at))),
          }),
      },
      picture: () => Promise.resolve(grey(100)),
      unmade: 'missing',
    } as const;
    for (const [colourMatch, shown] of [
      [false, [100, 82, 90, 98, 100, 100]],
      [true, [100, 100, 100, 100, 100, 100]],
    ] as const) {
      const levels: number[] = [];
      for await (const { frame } of assemble({ ...parts, colourMatch }, project, plan, whole)) {
        levels.push(frame.data[0] ?? 0);
      }
      expect([0, 1, 5, 9, 10, 15].map((film) => levels[film])).toEqual(shown);
    }
  });
});
