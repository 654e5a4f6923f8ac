import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shotsOf } from '../../shared/analysis/shots.ts';
import { testFfmpeg } from '../export/testing/films.ts';
import { measureVideo } from './measureVideo.ts';
import { f1, score, type Clip } from './testing/clips.ts';
import { testEye } from './testing/eye.ts';
import { ffmpegCuts } from './testing/ffmpegCuts.ts';
import { shotClips } from './testing/shotClips.ts';

const { ffmpeg, children } = await testFfmpeg();
const eye = await testEye();
let folder = '';
let clips: Record<string, Clip> = {};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-shots-'));
  clips = await shotClips(ffmpeg, folder);
}, 120_000);
afterAll(async () => {
  await children.endAll();
  await rm(folder, { recursive: true, force: true });
});

test('hard cuts, dissolves and fades are found and told apart; flashes, whip pans and what passes by are none', async () => {
  const scores = [];
  const joins = new Map<string, string[]>();
  for (const [name, clip] of Object.entries(clips)) {
    const { measures } = await measureVideo(ffmpeg, eye, clip.file, {
      height: 108,
      signal: null,
      onFrame: () => undefined,
    });
    expect(measures.length, name).toBe(clip.frames);
    const shots = shotsOf(measures);
    shots.forEach((shot, i) => {
      expect(shot.from).toBe(i === 0 ? 0 : shots[i - 1]?.to);
    });
    expect(shots.at(-1)?.to).toBe(clip.frames);
    scores.push(
      score(
        clip,
        shots.slice(1).map(({ from }) => from),
      ),
    );
    joins.set(
      name,
      shots.map(({ join }) => join),
    );
  }
  const rival = [];
  for (const clip of Object.values(clips)) {
    // Where it is at its best on these clips; at 0.1, its filter's default, it finds more that is none.
    rival.push(score(clip, await ffmpegCuts(ffmpeg, clip.file, 0.2)));
  }
  process.stdout.write(
    `shots: F1 ${f1(scores).toFixed(3)}; ffmpeg's scene change score (scdet) at 20: ${f1(rival).toFixed(3)}\n`,
  );
  expect(f1(scores)).toBeGreaterThanOrEqual(0.95);
  expect(joins.get('dissolves')).toEqual([
    'cut',
    'dissolve',
    'cut',
    'dissolve',
    'cut',
    'dissolve',
    'cut',
    'dissolve',
  ]);
  expect(joins.get('fades')).toEqual(['cut', 'fade', 'cut', 'fade']);
}, 120_000);
