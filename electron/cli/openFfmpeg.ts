import { Children } from '../media/children.ts';
import { Ffmpeg } from '../media/ffmpeg.ts';
import { ffmpegPlaces } from '../media/ffmpegPlaces.ts';
import { findFfmpeg } from '../media/findFfmpeg.ts';
import path from 'node:path';
import { programFolder } from './programFolder.ts';
import type { Terminal } from './terminal.ts';

/** ffmpeg for a command that needs nothing else of the program; found while the command reads what it was given. */
export function openFfmpeg({ env }: Terminal): {
  readonly ffmpeg: Promise<Ffmpeg>;
  readonly close: () => Promise<void>;
} {
  const children = new Children();
  // However the program ends: ffmpeg leads a process group of its own, which Ctrl-C does not reach.
  process.once('exit', () => {
    children.killAll();
  });
  const resources = path.join(programFolder, 'resources');
  const places = ffmpegPlaces({ setting: env.FFMPEG_PATH ?? null, resources, path: env.PATH ?? '' });
  const ffmpeg = findFfmpeg(places).then((found) => new Ffmpeg(found, children));
  // Whoever awaits it hears of it; until then it must not pass for unhandled.
  ffmpeg.catch(() => undefined);
  return { ffmpeg, close: () => children.endAll() };
}
