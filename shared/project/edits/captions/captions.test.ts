import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCaptions } from '../../../captions/read.ts';
import type { Slide } from '../../../captions/schema.ts';
import { textOf } from '../../../captions/slide.ts';
import * as edits from '../../edits.ts';
import { parseProject } from '../../parse.ts';
import { emptyProject, projectSchema, type Asset, type Project } from '../../schema.ts';
import { serialiseProject } from '../../serialise.ts';
import { filmLength, filmOf } from '../../timeline.ts';

const word = (text: string, start: number, end: number) => ({ text, start, end, gap: ' ' as const });
const slide = (id: string, start: number, end: number, ...words: ReturnType<typeof word>[]): Slide => ({
  ...{ id, start, end, timing: 'words', style: {} },
  words:
    words.length > 0 ? words : [word('one', start, (start + end) / 2), word('two', (start + end) / 2, end)],
});
const plain = emptyProject('p', 'film', { width: 640, height: 360 }, { num: 25, den: 1 });
const style = readCaptions('1\n00:00:00,000 --> 00:00:01,000\nx\n').style;
const spoken = (...slides: Slide[]): Project => ({ ...plain, captions: { style, slides } });
const slidesOf = (project: Project) => project.captions?.slides ?? [];
const times = (project: Project) => slidesOf(project).map(({ start, end }) => [start, end]);
const newId = () => 'new';

describe('slides', () => {
  test('a slide is added where there is room, and takes what is free behind it', () => {
    const project = spoken(slide('a', 0, 2), slide('b', 5, 6));
    const added = edits.addSlide({ text: 'so it goes', start: 3, end: 9 }, newId).apply(project);
    expect(times(added)).toEqual([
      [0, 2],
      [3, 5],
      [5, 6],
    ]);
    expect(slidesOf(added)[1]?.words.map(({ text }) => text)).toEqual(['so', 'it', 'goes']);
    expect(edits.addSlide({ text: 'no', start: 1, end: 9 }, newId).apply(project)).toBe(project);
    expect(times(edits.addSlide({ text: 'first', start: 1, end: 2 }, newId).apply(plain))).toEqual([[1, 2]]);
  });
  test('slides move together with their words and stop at the next one and at 0', () => {
    const project = spoken(slide('a', 1, 2), slide('b', 3, 4), slide('c', 6, 7));
    const after = edits.moveSlides(['a', 'b'], 9).apply(project);
    expect(times(after)).toEqual([
      [3, 4],
      [5, 6],
      [6, 7],
    ]);
    expect(slidesOf(after)[0]?.words[0]).toMatchObject({ start: 3, end: 3.5 });
    expect(times(edits.moveSlides(['a', 'b'], -9).apply(project))).toEqual([
      [0, 1],
      [2, 3],
      [6, 7],
    ]);
    expect(edits.moveSlides(['b'], 0).apply(project)).toBe(project);
  });
  test('a slide is made longer up to its neighbours, and never shorter than a frame', () => {
    const project = spoken(slide('a', 1, 2), slide('b', 3, 4));
    expect(times(edits.resizeSlide('a', { end: 8 }).apply(project))[0]).toEqual([1, 3]);
    expect(times(edits.resizeSlide('b', { start: 0 }).apply(project))[1]).toEqual([2, 4]);
    expect(times(edits.resizeSlide('a', { end: 0 }).apply(project))[0]).toEqual([1, 1.04]);
    expect(times(edits.resizeSlide('a', { start: 9 }).apply(project))[0]).toEqual([1.96, 2]);
  });
  test('a slide is cut between words and put together again', () => {
    const project = spoken(slide('a', 0, 4, word('we', 0, 1), word('go', 1.2, 2), word('home', 2.5, 4)));
    const cut = edits.splitSlide('a', 2.4, newId).apply(project);
    expect(slidesOf(cut).map((one) => [one.id, textOf(one), one.start, one.end])).toEqual([
      ['a', 'we go', 0, 2.5],
      ['new', 'home', 2.5, 4],
    ]);
    const whole = edits.mergeSlides(['a', 'new']).apply(cut);
    expect(slidesOf(whole)).toEqual(slidesOf(project));
  });
  test('slides of a file that overlap stay as they are and do not stop each other', () => {
    const project = spoken(slide('a', 0, 3), slide('b', 2, 4), slide('c', 6, 7));
    expect(times(edits.moveSlides(['b'], 9).apply(project))).toEqual([
      [0, 3],
      [4, 6],
      [6, 7],
    ]);
    expect(times(edits.resizeSlide('a', { end: 2.5 }).apply(project))[0]).toEqual([0, 2.5]);
  });
  test('what does nothing is the same project', () => {
    const project = spoken(slide('a', 0, 2));
    for (const edit of [
      edits.moveSlides(['x'], 3),
      edits.removeSlides(['x']),
      edits.mergeSlides(['a']),
      edits.setSlideText('a', 'one two'),
      edits.setSlideText('a', ' '),
      edits.setCaptionStyle(null, { size: style.size }),
      edits.setCaptionStyle(['x'], { size: 9 }),
      edits.clearSlideStyle(['a']),
      edits.setSlideTiming(['a'], 'words'),
      edits.setWordTime('a', 7, { start: 1 }),
      edits.setWordTime('a', 0, { start: 0 }),
      edits.setSound(null),
      edits.setSoundOffset(3),
      edits.setFades({ in: 0 }),
      edits.setBackground(null),
    ]) {
      expect([edit.name, edit.apply(project) === project]).toEqual([edit.name, true]);
    }
  });
});

describe('words', () => {
  const said = slide(
    'a',
    0,
    4,
    word('the', 0, 0.5),
    word('big', 0.5, 1),
    word('train', 1, 2),
    word('goes', 2.5, 4),
  );
  const retold = (text: string) =>
    slidesOf(edits.setSlideText('a', text).apply(spoken(said)))[0]?.words.map((one) => [
      one.text,
      one.start,
      one.end,
    ]);

  test('a word that is corrected takes the time of the one it replaces', () => {
    expect(retold('the red train goes')).toEqual([
      ['the', 0, 0.5],
      ['red', 0.5, 1],
      ['train', 1, 2],
      ['goes', 2.5, 4],
    ]);
  });
  test('new words share the time that is free, the others keep theirs', () => {
    expect(retold('the big train now goes')).toEqual([
      ...[
        ['the', 0, 0.5],
        ['big', 0.5, 1],
        ['train', 1, 2],
      ],
      ...[
        ['now', 2, 2.5],
        ['goes', 2.5, 4],
      ],
    ]);
  });
  test('one squeezed in where no time is free shares that of the word before', () => {
    expect(retold('the big old train goes')?.slice(0, 4)).toEqual([
      ...[
        ['the', 0, 0.5],
        ['big', 0.5, 0.75],
        ['old', 0.75, 1],
        ['train', 1, 2],
      ],
    ]);
  });
  test('a word’s time changes between its neighbours', () => {
    const after = edits.setWordTime('a', 2, { start: 0, end: 9 }).apply(spoken(said));
    expect(slidesOf(after)[0]?.words[2]).toMatchObject({ start: 1, end: 2.5 });
  });
});

test('a slide looks as it says, the others as the track does', () => {
  const all = edits.setCaptionStyle(null, { size: 80 }).apply(spoken(slide('a', 0, 1), slide('b', 1, 2)));
  const one = edits.setCaptionStyle(['b'], { bold: true }).apply(all);
  expect([one.captions?.style.size, ...slidesOf(one).map((each) => each.style)]).toEqual([
    80,
    {},
    { bold: true },
  ]);
  expect(slidesOf(edits.clearSlideStyle(['b']).apply(one))[1]?.style).toEqual({});
});

describe('a film without keyframes', () => {
  const song: Asset = {
    name: 'a.wav',
    kind: 'audio',
    file: 'a.wav',
    width: 0,
    height: 0,
    bytes: 1,
    seconds: 10,
  };
  const sung = edits.setSound('a').apply(edits.addAsset('a', song).apply(spoken(slide('a', 0, 3))));
  test('is as long as its sound, moved by its offset', () => {
    expect(filmOf(sung)).toEqual({ first: 0, last: 249 });
    expect(filmLength(edits.setSoundOffset(-4).apply(sung))).toBe(150);
  });
  test('is without sound as long as its captions, and without either no film', () => {
    expect(filmLength(spoken(slide('a', 0, 3)))).toBe(75);
    expect(filmOf(plain)).toBe(null);
  });
  test('with a keyframe is as long as its keyframes', () => {
    expect(filmOf(edits.addKeyframes([{ asset: 'x', frame: 4 }], newId).apply(sung))).toEqual({
      first: 4,
      last: 4,
    });
  });
  test('shows and plays the file that took the place of a missing one', () => {
    const shown = edits.setBackground({ kind: 'asset', asset: 'a', fit: 'fit' }).apply(sung);
    const after = edits.replaceAsset('a', 'b', song).apply(shown);
    expect([after.sound, after.background]).toMatchObject([{ asset: 'b' }, { asset: 'b', fit: 'fit' }]);
  });
});

const second = fc.integer({ min: 0, max: 400 }).map((tenths) => tenths / 10);
const target = fc.constantFrom('slide-1', 'slide-2', 'slide-3', 'slide-4');
const anyEdit: fc.Arbitrary<edits.Edit> = fc.oneof(
  fc
    .tuple(second, second)
    .map(([start, end]) => edits.addSlide({ text: 'left or right', start, end }, unique)),
  fc
    .tuple(fc.array(target), fc.integer({ min: -200, max: 200 }))
    .map(([ids, by]) => edits.moveSlides(ids, by / 7)),
  fc.tuple(target, second).map(([id, start]) => edits.resizeSlide(id, { start })),
  fc.tuple(target, second).map(([id, end]) => edits.resizeSlide(id, { end })),
  fc.tuple(target, second).map(([id, at]) => edits.splitSlide(id, at, unique)),
  fc.array(target).map((ids) => edits.mergeSlides(ids)),
  fc.array(target, { maxLength: 1 }).map((ids) => edits.removeSlides(ids)),
  fc
    .tuple(target, fc.constantFrom('a', 'left a b c', 'or or or', 'x right y'))
    .map(([id, t]) => edits.setSlideText(id, t)),
  fc
    .tuple(target, fc.nat(3), second, second)
    .map(([id, n, start, end]) => edits.setWordTime(id, n, { start, end })),
);
let drawn = 0;
const unique = () => `new-${String(++drawn)}`;

test('whatever is edited: sorted, apart, each a frame long, words in their slide, and the file reads back the same', () => {
  const start = spoken(
    slide('slide-1', 0, 2),
    slide('slide-2', 2, 5),
    slide('slide-3', 8, 9),
    slide('slide-4', 20, 31),
  );
  fc.assert(
    fc.property(fc.array(anyEdit, { maxLength: 12 }), (steps) => {
      let project = start;
      for (const step of steps) {
        project = step.apply(project);
        expect(step.apply(project).captions).toBeDefined();
        const slides = slidesOf(project);
        slides.forEach(({ start: from, end: to, words }, i) => {
          expect(from).toBeGreaterThanOrEqual(slides[i - 1]?.end ?? 0);
          expect(to - from).toBeGreaterThan(0.0399);
          for (const each of words) {
            expect(each.start).toBeGreaterThanOrEqual(from);
            expect(each.end).toBeGreaterThanOrEqual(each.start);
            expect(each.end).toBeLessThanOrEqual(to);
          }
        });
        expect(new Set(slides.map(({ id }) => id)).size).toBe(slides.length);
      }
      expect(projectSchema.safeParse(project).success).toBe(true);
      expect(parseProject(serialiseProject(project))).toMatchObject({ repairs: [], project });
    }),
    { numRuns: 300 },
  );
});
