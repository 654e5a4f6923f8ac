import { expect, test } from 'vitest';
import { planFilm } from '../../shared/planner/plan.ts';
import type { Project } from '../../shared/project/schema.ts';
import { slideOf, trackOf } from '../captions/testing/tracks.ts';
import { testProfile } from '../engines/testing/engine.ts';
import { filmOf } from '../engines/testing/film.ts';
import { openTimeline } from './openTimeline.ts';

interface Range {
  readonly start_time: { readonly value: number; readonly rate: number };
  readonly duration: { readonly value: number };
}
interface Read {
  readonly tracks: {
    readonly children: readonly {
      readonly kind: string;
      readonly children: readonly {
        readonly source_range: Range;
        readonly media_reference: Readonly<Record<string, unknown>>;
      }[];
      readonly markers: readonly { readonly name: string; readonly marked_range: Range }[];
    }[];
  };
}

const fps = { num: 24, den: 1 };
const media = { output: '/films/my film.mp4', isFolder: false, hasSound: true };
const read = (project: Project, given = media): Read =>
  JSON.parse(openTimeline(project, planFilm(project, testProfile).film, given)) as Read;
const span = ({ start_time, duration }: Range) => [start_time.value, duration.value];

test('clips follow each other without a gap and are together as long as the film', () => {
  const [video] = read({ ...filmOf([5, 30, 59]), fps }).tracks.children;
  expect(video?.children.map(({ source_range }) => span(source_range))).toEqual([
    [0, 25],
    [25, 30],
  ]);
  expect(video?.children[0]?.media_reference).toMatchObject({ target_url: 'my%20film.mp4' });
});

test('keyframes and captions are markers, in frames of the file', () => {
  const captions = trackOf([slideOf('gone', 0), slideOf('we go', 3)]);
  const [video] = read({ ...filmOf([60, 85]), fps, captions }).tracks.children;
  const marked = video?.markers.map((one) => span(one.marked_range));
  // The first caption is over before the film begins; the other is cut where the film ends.
  expect(marked).toEqual([
    [0, 1],
    [25, 1],
    [12, 14],
  ]);
  expect(video?.markers[2]?.name).toBe('we go');
});

test('a film of captions alone is one clip, and a folder of pictures names its pattern', () => {
  const project = { ...filmOf([]), fps, captions: trackOf([slideOf('we go', 0)]) };
  const [video, sound] = read(project, { ...media, output: '/films/shots', isFolder: true }).tracks.children;
  expect(video?.children).toHaveLength(1);
  expect(sound).toBeUndefined();
  expect(video?.children[0]?.media_reference).toMatchObject({
    ...{ target_url_base: 'shots/', name_prefix: 'shots_', frame_zero_padding: 5, start_frame: 1 },
  });
});
