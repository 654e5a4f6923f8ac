import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeClip, photographed, seen, world, type Part } from '../../electron/analysis/testing/clips.ts';
import { testFfmpeg } from '../../electron/export/testing/films.ts';
import type { DroppedFile } from './files.ts';

/** Makes a file with ffmpeg, by way of a folder that is gone afterwards. */
async function made(
  name: string,
  make: (ffmpeg: Awaited<ReturnType<typeof testFfmpeg>>['ffmpeg'], file: string) => Promise<unknown>,
): Promise<DroppedFile> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'entracte-clip-'));
  const { ffmpeg, children } = await testFfmpeg();
  try {
    const file = path.join(folder, 'clip.mp4');
    await make(ffmpeg, file);
    return { name, type: 'video/mp4', bytes: await readFile(file) };
  } finally {
    await children.endAll();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Shots of 192 x 108 at 25 frames a second, each in a place of its own; the second pans for 60 frames, the others stand for 30. */
async function shotClip(name: string, places: readonly Parameters<typeof seen>[0][]): Promise<DroppedFile> {
  const parts = places.map((place, n): Part => ({
    frames: n === 1 ? 60 : 30,
    join: 'cut',
    shown: (frame) => seen(place, { x: n === 1 ? 0.3 + frame * 0.006 : 0.5, y: 0.5, zoom: 0.9 }),
  }));
  return made(name, (ffmpeg, file) => makeClip(ffmpeg, file, parts));
}

/** Four shots of a second or two: photographs of the sample film, and a made-up place. */
export async function holidayClip(): Promise<DroppedFile> {
  const sample = path.resolve('resources/sample/sample.assets');
  const files = (await readdir(sample)).filter((name) => name.endsWith('.png')).sort();
  const places = await Promise.all(files.slice(0, 3).map((name) => photographed(path.join(sample, name))));
  places.splice(2, 0, world(3));
  return shotClip('holiday.mp4', places);
}

/** Two shots in made-up places. */
export const wanderClip = (): Promise<DroppedFile> => shotClip('wander 2.mp4', [world(5), world(8)]);

/** Large enough that it takes a while to be measured. */
export const longClip = (): Promise<DroppedFile> =>
  made('long.mp4', (ffmpeg, file) =>
    ffmpeg.run({
      step: 'a clip for a test',
      command: {
        inputs: [
          {
            source: { generated: 'testsrc=size=1920x1080:rate=25:duration=24' },
            options: ['-f', 'lavfi'],
          },
        ],
        videoFilters: [],
        audioFilters: [],
        output: { target: { file }, options: ['-c:v', 'libx264', '-preset', 'ultrafast'] },
      },
      signal: null,
      progress: null,
    }),
  );
