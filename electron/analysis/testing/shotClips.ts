import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Ffmpeg } from '../../media/ffmpeg.ts';
import type { Frame } from '../../media/frame.ts';
import {
  lit,
  makeClip,
  mixed,
  photographed,
  seen,
  smeared,
  world,
  type Clip,
  type Part,
  type Shown,
} from './clips.ts';

const sample = path.resolve('resources/sample/sample.assets');

type Camera = (frame: number) => { readonly x: number; readonly y: number; readonly zoom: number };

const cameras: readonly Camera[] = [
  () => ({ x: 0.5, y: 0.5, zoom: 0.9 }),
  (frame) => ({ x: 0.3 + frame * 0.003, y: 0.5, zoom: 0.9 }),
  (frame) => ({ x: 0.5, y: 0.5, zoom: 0.7 * 1.008 ** frame }),
  (frame) => ({ x: 0.6, y: 0.3 + frame * 0.004, zoom: 0.9 }),
  (frame) => ({ x: 0.5 + Math.sin(frame) * 0.003, y: 0.5 + Math.cos(frame * 1.7) * 0.004, zoom: 0.8 }),
  (frame) => ({ x: 0.25 + frame * 0.008, y: 0.5, zoom: 1.2 }),
];

const filmed = (place: Frame, camera: number): Shown => {
  const look = cameras[camera % cameras.length] ?? cameras[0];
  return (frame) => seen(place, look?.(frame) ?? { x: 0.5, y: 0.5, zoom: 1 });
};

/** A clip of each kind a finder of shots is easily wrong about. `salt` makes other places of the same kinds. */
export async function shotClips(ffmpeg: Ffmpeg, folder: string, salt = 0): Promise<Record<string, Clip>> {
  const files = (await readdir(sample)).filter((name) => name.endsWith('.png')).sort();
  const photographs = await Promise.all(files.map((name) => photographed(path.join(sample, name))));
  const places = [...Array.from({ length: 9 }, (_, i) => world(salt + i + 1)), ...photographs];
  const place = (i: number): Frame => places[i % places.length] ?? world(i);
  const clip = (name: string, parts: readonly Part[]) =>
    makeClip(ffmpeg, path.join(folder, `${name}.mp4`), parts);
  const shot = (i: number, camera: number, frames: number, join: Part['join'] = 'cut'): Part => ({
    frames,
    join,
    shown: filmed(place(i), camera),
  });

  const cuts = places.map((_, i) => shot(i, i, 9 + ((i * 7) % 30)));
  const dissolves = [8, 12, 20, 30].flatMap((frames, n) => {
    const [from, to] = [filmed(place(n * 2), 0), filmed(place(n * 2 + 1), n % 2 === 0 ? 0 : 4)];
    const turning: Shown = (frame) => mixed(from(30 + frame), to(frame), (frame + 1) / (frames + 1));
    return [
      { frames: 30, join: 'cut' as const, shown: from },
      { frames, join: 'dissolve' as const, shown: turning },
      { frames: 30, join: 'none' as const, shown: (frame: number) => to(frames + frame) },
    ];
  });
  const fades = [10, 20].flatMap((half, n) => {
    const [from, to] = [filmed(place(n + 3), n), filmed(place(n + 10), 0)];
    const through: Shown = (frame) =>
      frame < half ? lit(from(25 + frame), -(frame + 1) / half) : lit(to(frame), -(2 * half - frame) / half);
    return [
      { frames: 25, join: 'cut' as const, shown: from },
      { frames: half * 2, join: 'fade' as const, shown: through },
      { frames: 25, join: 'none' as const, shown: (frame: number) => to(half * 2 + frame) },
    ];
  });
  const flash =
    (at: number, lights: readonly number[], shown: Shown): Shown =>
    (frame) =>
      lit(shown(frame), lights[frame - at] ?? 0);
  const flashes = [[0.9], [0.7, 0.95, 0.6], [1, 0.8, 0.5, 0.3, 0.1], [0.95, 0, 0.95]].map((lights, n) => ({
    frames: 40,
    join: 'cut' as const,
    shown: flash(14 + n, lights, filmed(place(n + 4), n)),
  }));
  const whips = [0.02, 0.06, 0.1].map((step, n) => {
    const camera = (frame: number) => ({
      x: 0.2 + Math.min(0.6, Math.max(0, frame - 15) * step),
      y: 0.5,
      zoom: 1,
    });
    const shutter: Shown = (frame) =>
      smeared([0, 0.15, 0.3, 0.45].map((open) => seen(place(n + 6), camera(frame + open))));
    return { frames: 60, join: 'cut' as const, shown: shutter };
  });
  const calm = [shot(2, 0, 50), shot(11, 2, 50), shot(12, 1, 50)];
  const crossing = (i: number): Part => {
    const behind = filmed(place(i), 0);
    const passing = filmed(place(i + 1), 0)(0);
    return {
      frames: 40,
      join: 'cut',
      shown: (frame) => pasted(behind(frame), passing, Math.round(frame * 8.4) - 96),
    };
  };
  return {
    cuts: await clip('cuts', cuts),
    dissolves: await clip('dissolves', dissolves),
    fades: await clip('fades', fades),
    flashes: await clip('flashes', flashes),
    whips: await clip('whips', whips),
    calm: await clip('calm', calm),
    crossings: await clip('crossings', [crossing(1), crossing(5), crossing(9)]),
  };
}

/** A thing half as wide as the picture and nearly as high, cut out of another, at column `x`. */
function pasted(under: Frame, over: Frame, x: number): Frame {
  const data = under.data.slice();
  for (let row = 12; row < under.height; row++) {
    for (let column = Math.max(0, x); column < Math.min(under.width, x + 96); column++) {
      const [to, from] = [(row * under.width + column) * 4, (row * over.width + column - x) * 4];
      data.set(over.data.subarray(from, from + 4), to);
    }
  }
  return { ...under, data };
}
