import path from 'node:path';
import { expect, test } from 'vitest';
import { lackingNote } from '../../shared/captions/lacking.ts';
import { Fonts } from './fonts.ts';
import { createLackingFinder, lackingIn, mayLack } from './lacking.ts';
import { slideOf, trackOf } from './testing/tracks.ts';

const here = import.meta.dirname;
const fonts = new Fonts([path.resolve(here, '../../resources/fonts'), path.join(here, 'testing')]);

// Unicode has no letter there, and so has no font on any machine.
const one = '\u0378';

test('letters that no font has are found among those that one has, each once', () => {
  const text = `Être Ω Ж القطار הרכבת 今日は良い天気 \u{1f642}\u{1f44d}\u{1f3fd} e\u0301 “…” ${one} x ${one}${one}`;
  const find = createLackingFinder(fonts);
  expect(find('Inter', text)).toEqual([one]);
  expect(find('a font that is nowhere', text)).toEqual([one]);
  expect(find('Inter', `${text} once more`)).toEqual([one]);
});

test('a track is asked slide by slide, and one of usual letters not at all', () => {
  expect(lackingIn(fonts, trackOf([slideOf(`all ${one}`), slideOf(`well ${one}`)]))).toEqual([one]);
  expect(mayLack(trackOf([slideOf('Déjà vu, naïve façade')]))).toBe(false);
  expect(mayLack(trackOf([slideOf('plain'), slideOf('電車')]))).toBe(true);
});

test('what is said names eight at most', () => {
  expect(lackingNote([])).toBeNull();
  expect(lackingNote(['電'])).toMatch(/^No font here has 電: captions show boxes there\./);
  expect(lackingNote([...'電車電車電車電車電車'])).toContain('and 2 more letters');
});
