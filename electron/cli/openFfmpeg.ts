import path from 'node:path';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { provideFfmpeg } from '../services/ffmpeg.ts';
import { programFolder } from './programFolder.ts';
import type { Terminal } from './terminal.ts';

/** ffmpeg for a command that needs nothing else of the program; found while the command reads what it was given. */
export function openFfmpeg({ env }: Terminal): {
  readonly ffmpeg: Promise<Ffmpeg>;
  readonly close: () => Promise<void>;
} {
  const resources = path.join(programFolder, 'resources');
  const { ffmpeg, children } = provideFfmpeg({
    setting: env.FFMPEG_PATH ?? null,
    resources,
    path: env.PATH ?? '',
  });
  const found = ffmpeg();
  // Whoever awaits it hears of it; until then it must not pass for unhandled.
  found.catch(() => undefined);
  return { ffmpeg: found, close: () => children.endAll() };
}
