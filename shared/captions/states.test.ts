import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCaptions } from './read.ts';
import { plainStyle, type CaptionStyle, type CaptionTrack, type Slide } from './schema.ts';
import { frameOf, slidesBeneath, states } from './states.ts';

const ntsc = { num: 30000, den: 1001 };
const thirty = { num: 30, den: 1 };

const slide = (text: string, start: number, each: number, timing: Slide['timing'] = 'words'): Slide => {
  const words = text
    .split(' ')
    .map((text, i) => ({ text, start: start + i * each, end: start + (i + 1) * each, gap: ' ' as const }));
  return { id: text, start, end: start + words.length * each, timing, words, style: {} };
};
const track = (slides: Slide[], style: Partial<CaptionStyle> = {}): CaptionTrack => ({
  style: { ...plainStyle, ...style },
  slides,
});

describe('the frame of a time', () => {
  it('is the one whose beginning is nearest, and survives being written in milliseconds', () => {
    for (const fps of [ntsc, thirty, { num: 24000, den: 1001 }, { num: 60, den: 1 }, { num: 25, den: 2 }]) {
      for (let frame = 0; frame < 400_000; frame += 7919) {
        const written = Math.round((frame * fps.den * 1000) / fps.num) / 1000;
        expect(frameOf(written, fps)).toBe(frame);
      }
    }
  });
});

describe('the states of a track', () => {
  it('are one a word, and the empty picture before and after', () => {
    const { states: found, runs } = states(track([slide('a b c', 1, 0.5)]), thirty, 90);
    expect(runs).toEqual([
      { state: 0, from: 0, frames: 30 },
      { state: 1, from: 30, frames: 15 },
      { state: 2, from: 45, frames: 15 },
      { state: 3, from: 60, frames: 15 },
      { state: 0, from: 75, frames: 15 },
    ]);
    expect(found.map(({ parts }) => parts.map(({ marked }) => marked[0]))).toEqual([[], [0], [1], [2]]);
  });

  it('are found once, though a slide comes again', () => {
    const { states: found } = states(track([slide('yes no', 0, 1), slide('yes no', 4, 1)]), thirty, 300);
    expect(found).toHaveLength(3);
  });

  it('are one a slide where words have no times, or where the current word looks like the others', () => {
    expect(states(track([slide('a b c', 0, 1, 'slide')]), thirty, 90).states).toHaveLength(1);
    const plain = { currentBold: false, currentColour: plainStyle.colour };
    expect(states(track([slide('a b c', 0, 1)], plain), thirty, 90).states).toHaveLength(1);
  });

  it('show the words as they are said, or the current one alone, or mark all that are said', () => {
    const parts = (style: Partial<CaptionStyle>) =>
      states(track([slide('a b', 0, 1)], style), thirty, 60).states.map(
        ({ parts: [part] }) => part && [part.from, part.to, ...part.marked],
      );
    expect(parts({ show: 'spoken' })).toEqual([
      [0, 1, 0, 1],
      [0, 2, 1, 2],
    ]);
    expect(parts({ show: 'current' })).toEqual([
      [0, 1, 0, 1],
      [1, 2, 1, 2],
    ]);
    expect(parts({ mark: 'spoken' })).toEqual([
      [0, 2, 0, 1],
      [0, 2, 0, 2],
    ]);
    expect(parts({ mark: 'none' })).toEqual([[0, 2, 0, 0]]);
  });

  it('hold the mark through a short silence and let it go in a long one', () => {
    const spoken = slide('a b c', 0, 1);
    const at = (gap: number): Slide => ({
      ...spoken,
      end: 9,
      words: spoken.words.map((word, i) => ({
        ...word,
        start: word.start + i * gap,
        end: word.end + i * gap,
      })),
    });
    expect(states(track([at(0.3)]), thirty, 270).runs).toHaveLength(4);
    expect(states(track([at(0.6)]), thirty, 270).runs).toHaveLength(6);
  });

  it('of overlapping slides hold both, the later one above the earlier', () => {
    const both = track([slide('one', 0, 2, 'slide'), slide('two', 1, 2, 'slide')]);
    expect(states(both, thirty, 90).states.map(({ parts }) => parts.map((part) => part.slide))).toEqual([
      [0],
      [0, 1],
      [1],
    ]);
    expect(slidesBeneath(both)).toEqual([[], [0]]);
  });

  it('of too many slides at once are refused with the time', () => {
    const many = track(Array.from({ length: 10_000 }, () => slide('a', 2, 1)));
    expect(() => states(many, thirty, 300)).toThrow(/At 2\.00 s/);
  });

  it('of 10,000 words are found soon enough to be drawn again while they are edited', () => {
    const words = Array.from({ length: 10_000 }, (_, i) => ({
      word: `w${String(i)}`,
      start: i * 0.3,
      end: i * 0.3 + 0.25,
    }));
    const long = readCaptions(JSON.stringify(words));
    states(long, ntsc, 90_000);
    const started = Date.now();
    expect(states(long, ntsc, 90_000).states.length).toBeGreaterThanOrEqual(10_000);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('cover every frame exactly once, differ from their neighbours and agree with the clock', () => {
    const word = fc.record({
      text: fc.constantFrom('a', 'b', 'cc'),
      start: fc.double({ min: 0, max: 6, noNaN: true }),
      lasts: fc.double({ min: 0, max: 2, noNaN: true }),
    });
    const drawn = fc.record({
      fps: fc.constantFrom(ntsc, thirty, { num: 24, den: 1 }),
      length: fc.integer({ min: 0, max: 200 }),
      show: fc.constantFrom('slide' as const, 'spoken' as const, 'current' as const),
      mark: fc.constantFrom('none' as const, 'current' as const, 'spoken' as const),
      slides: fc.array(
        fc.record({
          words: fc.array(word, { maxLength: 5 }),
          start: fc.double({ min: 0, max: 6, noNaN: true }),
          lasts: fc.double({ min: 0, max: 3, noNaN: true }),
        }),
        { maxLength: 6 },
      ),
    });
    fc.assert(
      fc.property(drawn, ({ fps, length, slides, show, mark }) => {
        const made = track(
          slides.map(({ words, start, lasts }, i) => ({
            id: String(i),
            start,
            end: start + lasts,
            timing: 'words',
            style: {},
            words: words.map(({ text, start, lasts }) => ({ text, start, end: start + lasts, gap: ' ' })),
          })),
          { show, mark },
        );
        const { states: found, runs } = states(made, fps, length);
        let next = 0;
        runs.forEach((run, i) => {
          expect(run.from).toBe(next);
          expect(run.frames).toBeGreaterThan(0);
          expect(run.state).not.toBe(runs[i - 1]?.state);
          next += run.frames;
          const shown = made.slides.flatMap((slide, i) =>
            slide.words.length > 0 &&
            frameOf(slide.start, fps) <= run.from &&
            run.from < frameOf(slide.end, fps)
              ? [i]
              : [],
          );
          const parts = found[run.state]?.parts ?? [];
          expect(parts.length).toBeLessThanOrEqual(shown.length);
          if (show === 'slide') {
            expect(parts.length).toBe(shown.length);
          }
        });
        expect(next).toBe(length);
        expect(new Set(runs.map((run) => run.state)).size).toBe(found.length);
      }),
      { numRuns: 200 },
    );
  });
});
