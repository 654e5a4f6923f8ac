import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { VisionReport } from '../../shared/analysis/vision/words.ts';
import { FakeVision } from '../analysis/vision/fakeServer.ts';
import { createLetterPainter } from '../analysis/vision/strip.ts';
import { Fonts } from '../captions/fonts.ts';

const fonts = new Fonts([path.resolve('resources/fonts')]);
let home: string;
let fake: FakeVision;

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'entracte-describe-'));
  const paint = createLetterPainter(() => fonts.familiesFor('Inter', '').letters);
  fake = await new FakeVision(paint, { key: 'right' }).start();
});
afterAll(async () => {
  await fake.close();
  await rm(home, { recursive: true, force: true });
});

/** `entracte analyze` of the sample film, which has five keyframes. */
const analyze = (args: readonly string[], key = 'right') =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { ...process.env, ENTRACTE_HOME: home, ENTRACTE_VISION_KEY: key };
    const film = path.resolve('resources/sample/sample.entracte');
    execFile(
      process.execPath,
      [path.resolve('dist/node/cli.js'), 'analyze', film, ...args],
      { env },
      (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
      },
    );
  });

const wanted = () => ['--describe', '--endpoint', fake.url, '--model', 'fake-vision'];
const report = (out: string) => (JSON.parse(out) as { description: VisionReport }).description;

it('says what is missing, and what is wrong with a key, in a sentence', async () => {
  expect(await analyze(['--describe'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--endpoint') as string,
  });
  const refused = await analyze(wanted(), 'wrong');
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringContaining('does not accept the key') as string,
  });
  expect(refused.err + refused.out).not.toContain('wrong');
});

it('describes as far as the budget goes, then the rest, then nothing is left to ask', async () => {
  const first = await analyze([...wanted(), '--batch', '3', '--budget-calls', '1', '--json']);
  expect(first.code).toBe(1);
  expect(first.err).toContain(`5 pictures`);
  expect(first.err).toContain(`in 2 calls to ${fake.url}, on this machine`);
  expect(report(first.out).words.map(({ state }) => state)).toEqual([
    ...['described', 'described', 'described'],
    ...['left', 'left'],
  ]);
  const second = await analyze([...wanted(), '--json']);
  expect(second.code).toBe(0);
  expect(report(second.out).costs).toMatchObject({
    frames: { done: 5, cached: 3, failed: 0 },
    calls: { made: 1, withoutBatching: 2 },
  });
  const third = await analyze(wanted());
  expect(third.out).toContain('5 of 5 frames described (5 known already, 0 failed): 0 calls instead of 0');
  expect(fake.calls.map(({ pictures }) => pictures.length)).toEqual([3, 2]);
});
