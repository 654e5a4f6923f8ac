import { chmod, copyFile, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ffmpegFault, reasonOf } from './ffmpegFault.ts';
import { ffmpegPlaces } from './ffmpegPlaces.ts';
import { findFfmpeg } from './findFfmpeg.ts';
import { ProgressReader, type Progress } from './progress.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-find-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bundled = () => findFfmpeg(ffmpegPlaces({ setting: null, resources: null, path: '' }));

test('without any ffmpeg in the system the one inside the packages answers', async () => {
  const found = await bundled();
  expect(found.version).not.toBe('');
  expect(['installer', 'ffmpeg-static']).toContain(found.source);
});

test('the places are tried in order: setting, resources, ffmpeg-static, PATH, installer', () => {
  const given = {
    setting: '/s/ffmpeg',
    resources: '/r',
    path: ['/p1', 'relative', '/p2'].join(path.delimiter),
  };
  const sources = ffmpegPlaces(given).map(({ source }) => source);
  expect(sources.filter((source) => source !== 'ffmpeg-static')).toEqual([
    ...['setting', 'packaged', 'path', 'path'],
    ...(sources.includes('installer') ? ['installer'] : []),
  ]);
});

test.skipIf(process.platform === 'win32')('one that does not answer is passed over and named', async () => {
  const broken = path.join(folder, 'broken');
  await writeFile(broken, '#!/bin/sh\necho something else\n');
  await chmod(broken, 0o755);
  await symlink((await bundled()).path, path.join(folder, 'ffmpeg'));
  const found = await findFfmpeg(ffmpegPlaces({ setting: broken, resources: null, path: folder }));
  expect(found.passedOver.map(({ place }) => place.file)).toContain(broken);
  expect(found.path).not.toBe(broken);
});

test.skipIf(process.platform === 'win32')(
  'a packaged one that lost its mode is made executable',
  async () => {
    const file = path.join(folder, 'ffmpeg');
    await copyFile((await bundled()).path, file);
    await chmod(file, 0o644);
    expect((await findFfmpeg(ffmpegPlaces({ setting: null, resources: folder, path: '' }))).source).toBe(
      'packaged',
    );
    expect((await stat(file)).mode & 0o111).toBe(0o111);
  },
);

test('where there is none it is said with a remedy, naming the setting that failed', async () => {
  const missing = { source: 'setting', file: path.join(folder, 'nowhere'), ours: false } as const;
  await expect(findFfmpeg([missing])).rejects.toMatchObject({
    code: 'no-ffmpeg',
    remedy: expect.stringContaining('FFMPEG_PATH') as string,
  });
  await expect(findFfmpeg([missing])).rejects.toThrow(/nowhere/);
});

test('progress is read whatever the chunks', () => {
  const said: Progress[] = [];
  const reader = new ProgressReader((progress) => said.push(progress));
  const text =
    'frame=12\ntotal_size=3400\nout_time_ms=750000\nspeed=1.5x\nprogress=continue\nframe=30\nout_time_us=1001000\nspeed=N/A\nprogress=end\n';
  for (let at = 0; at < text.length; at += 7) {
    reader.read(text.slice(at, at + 7));
  }
  expect(said).toEqual([
    { frames: 12, seconds: 0.75, bytes: 3400, speed: 1.5, ended: false },
    { frames: 30, seconds: 1.001, bytes: 0, speed: null, ended: true },
  ]);
});

test('the reason is the line that says why, without addresses and afterthoughts', () => {
  const said = ['[mov,mp4 @ 0x55] moov atom not found', 'Conversion failed!'];
  expect(reasonOf(said)).toBe('moov atom not found');
  expect(reasonOf(['file:/home/me/my film: 2.mp4: Invalid data found when processing input'])).toBe(
    'Invalid data found when processing input',
  );
  expect(ffmpegFault('“a.mp4” could not be read', said, 'code 1')).toMatchObject({ code: 'broken-media' });
  const noSound = [
    '[mp3 @ 0x22] Failed to read frame size: Could not seek to 21023.',
    'a.mp3: Invalid argument',
  ];
  expect(ffmpegFault('“a.mp3” could not be read', noSound, 'code 1').code).toBe('broken-media');
  expect(ffmpegFault('X', ['av_interleaved_write_frame(): Permission denied'], 'code 1').code).toBe(
    'not-permitted',
  );
  expect(ffmpegFault('X', [], 'signal SIGKILL').message).toBe('X: ffmpeg ended with signal SIGKILL.');
});
