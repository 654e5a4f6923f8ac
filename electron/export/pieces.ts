import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import type { Fps } from '../../shared/project/schema.ts';
import { writeAtomically } from '../media/atomicWrite.ts';
import { bt709Tags, type FilmWritten } from '../media/encoder.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { fileFault } from '../media/fileFault.ts';
import type { VideoSettings } from '../media/presets.ts';
import type { AudioSettings } from '../media/soundTrack.ts';
import { checkSound, soundFilters, soundInputs, soundOptions } from './sound.ts';
import { writeWhole } from './whole.ts';

export interface PiecesParts {
  readonly output: string;
  /** Says everything that goes into the film: pieces of another one are thrown away. */
  readonly key: string;
  readonly frames: number;
  readonly fps: Fps;
  readonly video: VideoSettings;
  readonly audio: AudioSettings | null;
  readonly signal: AbortSignal;
  /** About how long a piece lasts, in seconds: what a crash can lose. Default 10. */
  readonly pieceSeconds?: number;
  /** Encodes the frames `from` up to, not with, `to` into a file that begins with a key frame and has no sound. */
  readonly encode: (from: number, to: number, file: string) => Promise<unknown>;
  /** How many pieces an earlier export left. */
  readonly onResume: (there: number, of: number) => void;
  readonly onJoin: (done: number) => void;
}

/** The folder of a film's pieces: beside it, and hidden where a leading dot hides. */
export const piecesFolder = (output: string): string =>
  path.join(path.dirname(output), `.${path.basename(output)}.pieces`);

/**
 * Makes a film in pieces that survive a crash: each is a file of whole groups of pictures, there only when it is whole, and the same
 * export asked again encodes only what is missing. They are joined without being encoded again, the sound is laid under them, and
 * they are removed. Faults: `no-pieces` for formats that cannot be joined, and those of encoding and of the disk.
 */
export async function exportInPieces(ffmpeg: Ffmpeg, parts: PiecesParts): Promise<FilmWritten> {
  const { output, frames, fps, video, audio, signal } = parts;
  const container = containerOf(video);
  const folder = piecesFolder(output);
  await openFolder(folder, parts);
  const length = pieceLength(fps, parts.pieceSeconds ?? 10);
  const starts = Array.from({ length: Math.ceil(frames / length) }, (_, i) => i * length);
  const names = starts.map((_, i) => `${String(i + 1).padStart(5, '0')}.${container}`);
  const there = new Set(await readdir(folder));
  const left = names.filter((name) => there.has(name)).length;
  if (left > 0) {
    parts.onResume(left, names.length);
  }
  for (const [i, from] of starts.entries()) {
    const name = names[i] ?? '';
    if (!there.has(name)) {
      signal.throwIfAborted();
      await parts
        .encode(from, Math.min(frames, from + length), path.join(folder, name))
        .catch((error: unknown) => {
          throw error instanceof Fault ? named(error, name, path.basename(output)) : error;
        });
    }
  }
  const list = path.join(folder, 'pieces.txt');
  await writeAtomically(list, listOf(names, frames, length, fps));
  const made = await writeWhole(output, frames, signal, async ({ partial, step, uses }) => {
    let arrived = 0;
    const running = uses(
      ffmpeg.start({
        step,
        command: {
          inputs: [
            { source: { file: list }, options: ['-f', 'concat', '-safe', '0'] },
            ...soundInputs(audio),
          ],
          videoFilters: [],
          audioFilters: soundFilters(audio),
          output: {
            target: { file: partial },
            options: [
              '-map',
              '0:v:0',
              '-c:v',
              'copy',
              ...flagsOf(video),
              ...soundOptions(audio),
              '-f',
              video.container,
            ],
          },
        },
        signal,
        progress: (told) => {
          arrived = told.frames;
          parts.onJoin(arrived);
        },
      }),
    );
    await running.done;
    if (audio?.codec === 'copy') {
      await checkSound(ffmpeg, partial, audio, fps, step);
    }
    return arrived;
  });
  await rm(folder, { recursive: true, force: true });
  return made;
}

/** A person knows the film's name, not that of its piece. */
const named = (fault: Fault, piece: string, film: string): Fault =>
  new Fault(fault.code, fault.message.replaceAll(piece, film), fault.remedy, fault.cause);

/** What pieces are written in: where times are exact, so that they join to the frame. */
function containerOf({ container }: VideoSettings): VideoSettings['container'] {
  switch (container) {
    case 'mp4':
    case 'webm':
      return 'mp4';
    case 'mov':
    case 'matroska':
      return container;
    case 'gif':
    case 'webp':
    case 'image2':
      throw new Fault(
        'no-pieces',
        'GIF, WebP and PNG pictures cannot be written in pieces that are joined.',
        'Leave the crash-safe way out, or choose a format such as MP4.',
      );
  }
}

/** The settings of a piece: as the film's, in a piece's container. */
export const pieceVideo = (video: VideoSettings): VideoSettings => ({
  ...video,
  container: containerOf(video),
});

/** About so many seconds, and so many frames that they last whole microseconds: the list of pieces knows nothing finer. */
function pieceLength({ num, den }: Fps, seconds: number): number {
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  const step = num / common(num, den * 1_000_000);
  return Math.max(1, Math.round((seconds * num) / den / step)) * step;
}

function listOf(names: readonly string[], frames: number, length: number, { num, den }: Fps): string {
  const lines = names.map((name, i) => {
    const count = Math.min(length, frames - i * length);
    return `file '${name}'\nduration ${((count * den) / num).toFixed(6)}`;
  });
  return `ffconcat version 1.0\n${lines.join('\n')}\n`;
}

/** The muxer's own options; the encoder's were for the pieces. */
const flagsOf = ({ options, container }: VideoSettings): readonly string[] => {
  const muxers = ['-movflags', '-tag:v'];
  const kept = options.flatMap((option, i) =>
    muxers.includes(option) ? [option, options[i + 1] ?? ''] : [],
  );
  return container === 'mp4' || container === 'mov' ? [...bt709Tags, ...kept] : [];
};

/** The folder, with pieces of this film only. */
async function openFolder(folder: string, { output, key }: PiecesParts): Promise<void> {
  const step = `“${path.basename(output)}” could not be written`;
  const mark = path.join(folder, 'film.txt');
  try {
    await stat(path.dirname(output));
    await mkdir(folder, { recursive: true });
    const known = await readFile(mark, 'utf8').catch(() => null);
    if (known !== key) {
      for (const name of await readdir(folder)) {
        await rm(path.join(folder, name), { recursive: true, force: true });
      }
      await writeAtomically(mark, key);
    }
  } catch (error) {
    throw fileFault(step, folder, error);
  }
}
