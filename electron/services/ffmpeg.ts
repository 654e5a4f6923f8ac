import { Children } from '../media/children.ts';
import { Ffmpeg } from '../media/ffmpeg.ts';
import { ffmpegPlaces } from '../media/ffmpegPlaces.ts';
import { findFfmpeg } from '../media/findFfmpeg.ts';

/** The ffmpeg of this machine, looked for when it is first needed, and the processes it runs in. */
export function provideFfmpeg(given: Parameters<typeof ffmpegPlaces>[0]): {
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly children: Children;
} {
  const children = new Children();
  // However the program ends: ffmpeg leads a process group of its own, which Ctrl-C does not reach.
  process.once('exit', () => {
    children.killAll();
  });
  let found: Promise<Ffmpeg> | null = null;
  const ffmpeg = () => {
    found ??= findFfmpeg(ffmpegPlaces(given)).then((answer) => new Ffmpeg(answer, children));
    // A machine where one was installed meanwhile should not have to restart the program.
    found.catch(() => (found = null));
    return found;
  };
  return { ffmpeg, children };
}
