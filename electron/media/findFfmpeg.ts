import { execFile } from 'node:child_process';
import { access, chmod, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Fault } from '../../shared/fault.ts';
import type { Place } from './ffmpegPlaces.ts';
import { systemCode } from './fileFault.ts';

export interface FoundFfmpeg {
  readonly path: string;
  /** As ffmpeg says it: "7.1.1" or "N-47683-g0e8eb07980-static". */
  readonly version: string;
  readonly source: Place['source'];
  /** The option that keeps every frame with its own time: -vsync until 5.0, -fps_mode since 5.1 (9 has no -vsync). */
  readonly frameMode: '-vsync' | '-fps_mode';
  /** Places before this one that hold a file which did not answer, with the reason. */
  readonly passedOver: readonly { readonly place: Place; readonly why: string }[];
}

const ask = promisify(execFile);

/**
 * The first of the places whose ffmpeg answers `-h long`. A place without a file is passed over silently, except
 * the setting. Throws the Fault `no-ffmpeg` when none answers.
 */
export async function findFfmpeg(places: readonly Place[]): Promise<FoundFfmpeg> {
  const passedOver: { place: Place; why: string }[] = [];
  for (const place of places) {
    try {
      await access(place.file, constants.F_OK);
      await makeExecutable(place);
      // One question for both: each process costs the start some 20 ms.
      const { banner, options } = await answer(place.file);
      const version = /^ffmpeg version (\S+)/m.exec(banner)?.[1];
      if (version === undefined) {
        passedOver.push({ place, why: 'it does not answer as ffmpeg does' });
        continue;
      }
      const frameMode = options.includes('-fps_mode') ? '-fps_mode' : '-vsync';
      return { path: place.file, version, source: place.source, frameMode, passedOver };
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || place.source === 'setting') {
        passedOver.push({ place, why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : '' });
      }
    }
  }
  const tried = passedOver.map(({ place, why }) => `${place.file} (${why})`).join(', ');
  throw new Fault(
    'no-ffmpeg',
    tried === '' ? 'No ffmpeg was found.' : `No working ffmpeg was found; tried ${tried}.`,
    'Install ffmpeg, or name its file in the settings or in FFMPEG_PATH; “npm install” brings one too.',
  );
}

async function answer(file: string): Promise<{ readonly banner: string; readonly options: string }> {
  const { stdout, stderr } = await ask(file, ['-h', 'long'], {
    ...{ timeout: 10_000, maxBuffer: 2 ** 24, windowsHide: true },
  });
  return { banner: stderr, options: stdout };
}

/** npm does not keep a binary executable where install scripts are off; a read-only place is left as it is. */
async function makeExecutable(place: Place): Promise<void> {
  if (!place.ours || process.platform === 'win32') {
    return;
  }
  try {
    await access(place.file, constants.X_OK);
  } catch {
    await chmod(place.file, 0o755);
  }
}
