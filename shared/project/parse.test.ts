import { describe, expect, test } from 'vitest';
import { readCaptions } from '../captions/read.ts';
import { Fault } from '../fault.ts';
import { addKeyframes, setSegments } from './edits.ts';
import { migrated, type Migration } from './migrations.ts';
import { parseProject } from './parse.ts';
import { emptyProject, noFades, type Project } from './schema.ts';
import { serialiseProject } from './serialise.ts';

function sample(): Project {
  let n = 0;
  const drops = [0, 25, 54].map((frame) => ({ asset: 'a1', frame }));
  const project = addKeyframes(drops, () => `k${String(++n)}`).apply(emptyProject('p1', 'Ünï “film” 🎬'));
  const asset = {
    name: 'dawn.png',
    kind: 'image',
    file: 'a1.png',
    width: 640,
    height: 360,
    bytes: 9,
    seconds: null,
  } as const;
  const prompted = setSegments(['k2>k3'], { prompt: 'the train\nleaves', seed: 7 }).apply(project);
  return setSegments(['gone>k3'], { prompt: 'orphan' }).apply({ ...prompted, assets: { a1: asset } });
}

function faultOf(input: unknown): Fault {
  try {
    parseProject(input, '“film.entracte”');
  } catch (error) {
    if (error instanceof Fault) {
      return error;
    }
  }
  throw new Error('it was read');
}

const data = (): Record<string, unknown> => JSON.parse(serialiseProject(sample())) as Record<string, unknown>;
const keyframe = (id: string, frame: number) => ({
  id,
  frame,
  asset: 'a1',
  fit: 'crop',
  crop: null,
  hold: 1,
});

describe('what was written is read back', () => {
  test('the same, without orphaned settings', () => {
    const { project, readOnly, repairs } = parseProject(serialiseProject(sample()));
    const kept = Object.entries(sample().segments).filter(([key]) => key !== 'gone>k3');
    expect(project).toEqual({ ...sample(), segments: Object.fromEntries(kept) });
    expect([readOnly, repairs]).toEqual([null, []]);
  });
  test('a text of its own is stable, whatever the order of the fields in memory', () => {
    const text = serialiseProject(sample());
    expect(serialiseProject(parseProject(text).project)).toBe(text);
    const shuffled = Object.fromEntries(Object.entries(sample()).toReversed()) as Project;
    expect(serialiseProject(shuffled)).toBe(text);
  });
  test('a keyframe is one line, so that changes can be compared', () => {
    expect(serialiseProject(sample())).toContain(
      '\n    { "id": "k2", "frame": 25, "asset": "a1", "fit": "crop", "crop": null, "hold": 1 },\n',
    );
    expect(serialiseProject(emptyProject('p', 'n'))).toContain('\n  "keyframes": [],\n  "segments": {},\n');
  });
  test('a byte order mark does not matter', () => {
    expect(parseProject(`\uFEFF${serialiseProject(sample())}`).project.name).toBe('Ünï “film” 🎬');
  });
});

describe('a bad file is one sentence with a remedy', () => {
  test.each([
    ['an empty file', '', 'project-not-json', 'is empty'],
    ['half a file', serialiseProject(sample()).slice(0, 400), 'project-not-json', 'not complete JSON'],
    ['zeros of a power cut', '\0\0\0\0', 'project-not-json', 'not complete JSON'],
    ['a letter', 'Dear film,', 'not-a-project', 'not an Entracte project'],
    ['other JSON', '{"a":1}', 'not-a-project', 'not an Entracte project'],
    ['a number', '12', 'not-a-project', 'not an Entracte project'],
    ['null', null, 'not-a-project', 'not an Entracte project'],
    ['a list', [], 'not-a-project', 'not an Entracte project'],
    ['a version 0', { ...data(), version: 0 }, 'project-damaged', '“version”'],
    ['no version', { format: 'entracte' }, 'project-damaged', '“version”'],
    ['a wrong field', { ...data(), fps: { num: 0, den: 1 } }, 'project-damaged', '“fps.num”'],
    ['an unknown field', { ...data(), tempo: 3 }, 'project-damaged', '“tempo”'],
    ['a missing field', { ...data(), size: undefined }, 'project-damaged', '“size”'],
    [
      'a wrong keyframe',
      { ...data(), keyframes: [keyframe('a', 0), keyframe('b', -4)] },
      'project-damaged',
      '“keyframes[1].frame”',
    ],
    [
      'a path as a file',
      { ...data(), assets: { x: { ...sample().assets['a1'], file: '../x' } } },
      'project-damaged',
      '“assets.x.file”',
    ],
    [
      'a newer one of another shape',
      { ...data(), version: 9, keyframes: {} },
      'project-newer',
      'newer Entracte',
    ],
  ])('%s', (_what, input, code, words) => {
    const fault = faultOf(input);
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(/^“film\.entracte” [^.]*(\.(?! )[^.]*)*\.$/);
    expect(fault.message).toContain(words);
    expect(fault.remedy).not.toBe('');
  });
});

describe('a newer file whose parts are known', () => {
  test('is opened, but may not be saved over', () => {
    const newer = {
      ...data(),
      version: 3,
      upscale: [1],
      keyframes: [{ ...keyframe('a', 0), glow: 1 }],
      defaults: { ...sample().defaults, sampler: 'x' },
    };
    const { project, readOnly } = parseProject(newer);
    expect(readOnly).toContain('newer Entracte');
    expect(project).toMatchObject({ version: 2, keyframes: [keyframe('a', 0)] });
  });
});

describe('keyframes out of order', () => {
  test('are sorted, and it is said', () => {
    const { project, repairs } = parseProject({ ...data(), keyframes: [keyframe('b', 9), keyframe('a', 3)] });
    expect(project.keyframes.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(repairs).toEqual(['The keyframes were not in order; they were sorted.']);
  });
  test('on one frame give way to the next free one', () => {
    const keyframes = [keyframe('a', 3), keyframe('b', 3), keyframe('c', 4), keyframe('a', 9)];
    const { project, repairs } = parseProject({ ...data(), keyframes });
    expect(project.keyframes.map(({ id, frame }) => [id, frame])).toEqual([
      ['a', 3],
      ['c', 4],
      ['b', 5],
      ['a-2', 9],
    ]);
    expect(repairs).toHaveLength(2);
  });
});

describe('a file of version 1', () => {
  const { sound, background, fades, captions, ...older } = data();
  const asset = { name: 'dawn.png', kind: 'image', file: 'a1.png', width: 640, height: 360, bytes: 9 };

  test('is brought to the present one: no captions, no sound, and nothing else is lost', () => {
    expect([sound, background, fades, captions]).toEqual([null, null, noFades, null]);
    const { project, readOnly, repairs } = parseProject({ ...older, version: 1, assets: { a1: asset } });
    expect(project).toEqual(parseProject(data()).project);
    expect([readOnly, repairs]).toEqual([null, []]);
  });
  test('that is damaged is named at the same field', () => {
    expect(faultOf({ ...older, version: 1, assets: [asset] }).message).toContain('“assets”');
    expect(faultOf({ ...older, version: 1, assets: { a1: { ...asset, bytes: -1 } } }).message).toContain(
      '“assets.a1.bytes”',
    );
  });
});

describe('captions, sound and fades', () => {
  const track = readCaptions(
    '1\n00:00:01,000 --> 00:00:02,500\nHello there\n\n2\n00:00:03,000 --> 00:00:04,000\nagain\n',
  );
  const spoken: Project = {
    ...sample(),
    captions: track,
    sound: { asset: 'a1', offset: -1.5 },
    background: { kind: 'colour', colour: '#102030' },
    fades: { in: 8, out: 12, slides: { how: 'crossfade', frames: 4 } },
  };
  test('are read back as they were written, a slide a line', () => {
    const text = serialiseProject(spoken);
    const { project, repairs } = parseProject(text);
    expect(project).toMatchObject({ captions: track, sound: spoken.sound, fades: spoken.fades });
    expect(repairs).toEqual([]);
    expect(serialiseProject(project)).toBe(text);
    expect(text.split('\n').filter((line) => line.includes('"slide-'))).toHaveLength(2);
  });
  test('slides out of order are sorted and get ids of their own, and it is said', () => {
    const slides = track.slides.toReversed().map((slide) => ({ ...slide, id: 'x' }));
    const { project, repairs } = parseProject({ ...data(), captions: { ...track, slides } });
    expect(project.captions?.slides.map(({ id, start }) => [id, start])).toEqual([
      ['x', 1],
      ['x-2', 3],
    ]);
    expect(repairs).toHaveLength(2);
  });
});

test('older data take every step to the present version', () => {
  const steps = new Map<number, Migration>([
    [1, (old) => ({ ...old, b: 1 })],
    [2, ({ b, ...old }) => ({ ...old, c: b })],
  ]);
  expect(migrated({ version: 1, a: 0 }, 1, 3, steps)).toEqual({ version: 3, a: 0, c: 1 });
  expect(migrated({ version: 0 }, 0, 3, steps)).toBe(null);
});
