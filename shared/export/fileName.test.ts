import { expect, test } from 'vitest';
import { fittingName, nameElsewhere, nameFault } from './fileName.ts';

test.each([
  ['a plain name', 'Dawn 2', 'win32', null],
  ['no name', '  ', 'linux', /needs a name/],
  ['a colon on Windows', 'Dawn: first', 'win32', /Windows allows no “:”/],
  ['a colon on Linux', 'Dawn: first', 'linux', null],
  ['a slash anywhere', 'a/b', 'linux', /Linux allows no “\/”/],
  ['a slash on macOS', 'a/b', 'darwin', /macOS allows no/],
  ["a device's name on Windows", 'con', 'win32', /keeps the name “con”/],
  ["a device's name with something behind it", 'LPT1.take', 'win32', /keeps the name “LPT1”/],
  ["a device's name elsewhere", 'con', 'darwin', null],
  ['two dots', '..', 'linux', /stands for a folder/],
  ['a line break', 'a\nb', 'linux', /cannot be seen/],
  ['many letters', 'x'.repeat(260), 'linux', /too long for Linux by 14 letters/],
  ['many accents, counted as bytes', 'é'.repeat(130), 'linux', /too long/],
  ['many accents on Windows, counted as letters', 'é'.repeat(130), 'win32', null],
  ['an emoji', 'Film 🎬', 'win32', null],
])('%s', (_what, name, platform, said) => {
  const fault = nameFault(name, 'mp4', platform);
  if (said === null) {
    expect(fault).toBeNull();
  } else {
    expect(fault).toMatch(said);
  }
});

test('a folder on Windows may not end in a full stop; a film has its extension there', () => {
  expect(nameFault('Dawn.', '', 'win32')).toMatch(/drops a full stop/);
  expect(nameFault('Dawn.', 'mp4', 'win32')).toBeNull();
});

test('a name that works here and not on Windows is told', () => {
  expect(nameElsewhere('Dawn: first', 'mp4', 'linux')).toMatch(/Windows allows no “:”/);
  expect(nameElsewhere('Dawn', 'mp4', 'linux')).toBeNull();
});

test.each(['Dawn: first / last?', '  ..', 'con', 'x'.repeat(400), '👩‍👩‍👧'.repeat(60), 'Il fait “beau”.'])(
  'the name offered for “%s” works on every system',
  (name) => {
    const offered = fittingName(name);
    for (const platform of ['win32', 'darwin', 'linux']) {
      expect(nameFault(offered, '', platform)).toBeNull();
    }
  },
);
