import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { greyFrame } from '../media/frame.ts';
import { h264 } from '../media/presets.ts';
import { captionsOverStill, type StillFilm } from './captionsOverStill.ts';
import { captionsOverVideo } from './captionsOverVideo.ts';
import type { CaptionLayer } from './layer.ts';
import { counting, countingFilm, strip } from './testing/counting.ts';
import { testRoom } from './testing/films.ts';

const room = await testRoom();
const { ffmpeg, children } = room;

const film = (captions: CaptionLayer, more?: Partial<StillFilm>) =>
  countingFilm(captions, path.join(room.folder, 'film.mp4'), more);

describe('what goes wrong leaves nothing and says why', () => {
  const slowly = (pictures: number, at: (state: number) => void): CaptionLayer => ({
    ...counting(Array.from({ length: pictures }, () => 30)),
    async *paint(states) {
      for (const state of states) {
        at(state);
        await new Promise((resolve) => setTimeout(resolve, 5));
        yield strip(state);
      }
    },
  });

  test.each([
    ['the coder', 0],
    ['the muxer', 1],
  ])('%s killed in the middle', async (_name, which) => {
    const started: number[] = [];
    const real = children.start.bind(children);
    const watched = (...args: Parameters<typeof real>) => {
      const child = real(...args);
      started.push(child.pid ?? 0);
      return child;
    };
    children.start = watched;
    const captions = slowly(100, (state) => {
      if (state === 40) {
        process.kill(started[which] ?? 0, 'SIGKILL');
      }
    });
    const made = captionsOverStill(ffmpeg, film(captions));
    await expect(made).rejects.toMatchObject({
      name: 'Fault',
      message: expect.stringContaining('film.mp4') as string,
    });
    children.start = real;
    expect(await readdir(room.folder)).toEqual([]);
  });

  test('ffmpeg killed in the middle of captions over a video', async () => {
    const background = path.join(room.folder, 'under.mp4');
    await captionsOverStill(ffmpeg, film(counting([90]), { output: background }));
    const real = children.start.bind(children);
    let started = 0;
    children.start = (...args: Parameters<typeof real>) => {
      const child = real(...args);
      started = child.pid ?? 0;
      return child;
    };
    const captions = slowly(60, (state) => {
      if (state === 20) {
        process.kill(started, 'SIGKILL');
      }
    });
    const made = captionsOverVideo(ffmpeg, { ...film(captions), background });
    await expect(made).rejects.toMatchObject({
      name: 'Fault',
      message: expect.stringContaining('film.mp4') as string,
    });
    children.start = real;
    expect(await readdir(room.folder)).toEqual(['under.mp4']);
  });

  test('a cancel', async () => {
    const cancel = new AbortController();
    const captions = slowly(100, (state) => {
      if (state === 30) {
        cancel.abort();
      }
    });
    const made = captionsOverStill(ffmpeg, film(captions, { signal: cancel.signal }));
    const error: unknown = await made.catch((reason: unknown) => reason);
    expect(error).toBe(cancel.signal.reason);
    expect(await readdir(room.folder)).toEqual([]);
  });

  test('a painter that fails', async () => {
    const captions = slowly(100, (state) => {
      if (state === 30) {
        throw new Error('no ink');
      }
    });
    await expect(captionsOverStill(ffmpeg, film(captions))).rejects.toMatchObject({
      message: expect.stringContaining('no ink') as string,
    });
    expect(await readdir(room.folder)).toEqual([]);
  });

  test('an encoder that is not there', async () => {
    const video = { ...h264(), encoder: 'h264_nowhere' };
    await expect(captionsOverStill(ffmpeg, film(counting([3]), { video }))).rejects.toMatchObject({
      code: 'encoder-failed',
    });
    expect(await readdir(room.folder)).toEqual([]);
  });

  test('a folder that is not there', async () => {
    const output = path.join(room.folder, 'gone', 'film.mp4');
    await expect(captionsOverStill(ffmpeg, film(counting([3]), { output }))).rejects.toMatchObject({
      code: 'missing-file',
    });
  });

  test('a disk that is full when the end of the film is written', async (context) => {
    const small = path.join(room.folder, 'smallest');
    await mkdir(small);
    const unmount = mount(small, 'size=4k');
    if (unmount === null) {
      context.skip('a small disk can be mounted only by root on Linux');
      return;
    }
    try {
      const output = path.join(small, 'film.mp4');
      await expect(captionsOverStill(ffmpeg, film(counting([5, 40, 300]), { output }))).rejects.toMatchObject(
        { code: 'disk-full' },
      );
      expect(await readdir(small)).toEqual([]);
    } finally {
      unmount();
    }
  });

  test('a full disk', async (context) => {
    const small = path.join(room.folder, 'small');
    await mkdir(small);
    const unmount = mount(small, 'size=64k');
    if (unmount === null) {
      context.skip('a small disk can be mounted only by root on Linux');
      return;
    }
    try {
      const noise = greyFrame(640, 360);
      const captions: CaptionLayer = {
        runs: Array.from({ length: 12 }, (_, state) => ({ state, from: state, frames: 1 })),
        async *paint(states) {
          for (const state of states) {
            const data = noise.data.map((_, i) => (i % 4 === 3 ? 255 : (i * i * (state + 7)) % 251));
            yield await Promise.resolve({ ...noise, x: 0, y: 0, data });
          }
        },
      };
      const made = captionsOverStill(
        ffmpeg,
        film(captions, {
          ...{ background: noise, size: { width: 640, height: 360 }, fps: { num: 24, den: 1 } },
          ...{ video: h264(10, 'ultrafast'), output: path.join(small, 'film.mp4') },
        }),
      );
      await expect(made).rejects.toMatchObject({ code: 'disk-full' });
      expect(await readdir(small)).toEqual([]);
    } finally {
      unmount();
    }
  });

  test('a folder without permission', async (context) => {
    const closed = path.join(room.folder, 'closed');
    await mkdir(closed);
    const reopen = await close(closed);
    if (reopen === null) {
      context.skip('whoever runs this may write anywhere, and nothing can be mounted');
      return;
    }
    try {
      const output = path.join(closed, 'film.mp4');
      await expect(captionsOverStill(ffmpeg, film(counting([3]), { output }))).rejects.toMatchObject({
        code: 'not-permitted',
      });
    } finally {
      await reopen();
    }
  });
});

/** Forbids a room.folder to be written in, root too; null where that cannot be done. Resolves to what undoes it. */
async function close(place: string): Promise<(() => Promise<void>) | null> {
  if (process.platform === 'win32') {
    return null;
  }
  if (process.getuid?.() !== 0) {
    await chmod(place, 0o555);
    return () => chmod(place, 0o755);
  }
  const unmount = mount(place, 'ro,size=64k');
  return unmount === null ? null : () => Promise.resolve(unmount());
}

/** Mounts a disk in memory; null where that is not allowed. Answers what takes it away. */
function mount(place: string, options: string): (() => void) | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return () => {
    execFileSync('umount', [place]);
  };
}
