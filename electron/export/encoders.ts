import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import PQueue from 'p-queue';
import type { EncoderReport, EncodersAnswer } from '../../shared/export/contract.ts';
import type { ExportSettings } from '../../shared/export/settings.ts';
import { Fault } from '../../shared/fault.ts';
import { encodersOf, isHardware } from '../media/codecs.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { trialFrames, tryVideo, type Trial } from '../media/trial.ts';
import type { Notebook } from './estimate/notebook.ts';
import { presetOf } from './presets.ts';
import { sizeInFile, videoFor, type FilmShape } from './videoFor.ts';

/** The encoders of this machine, each known by having encoded a few frames. */
export interface Encoders {
  /** What is known of the encoders of a format; those that were never tried at this size and speed are tried first. */
  report(settings: ExportSettings, film: FilmShape, signal: AbortSignal): Promise<EncodersAnswer>;
  /**
   * The encoders an export should try, the next where one fails in its midst. Faults: `encoder-broken` for one that was named
   * and does not work, `no-encoder` where none does.
   */
  choose(settings: ExportSettings, film: FilmShape, signal: AbortSignal): Promise<readonly string[]>;
  /** Frames a second it was measured at; null where it was never tried. */
  pace(settings: ExportSettings, film: FilmShape, encoder: string): Promise<number | null>;
  /** It worked in the trial and failed in an export: until the program ends it is not chosen again. */
  failed(encoder: string, reason: string): void;
}

export interface EncodersParts {
  readonly ffmpeg: () => Promise<Ffmpeg>;
  /** Remembers measured speeds beyond this run. */
  readonly notebook: Notebook;
  /** An existing folder for files that live as long as a trial. */
  readonly folder: string;
}

/** Milliseconds a trial may take. */
const patience = 20_000;

/** Doubling pictures share a measure: 2^20 pixels are about 720p, 2^21 1080p, 2^23 4K. */
export const sizeClass = (width: number, height: number): number => Math.round(Math.log2(width * height));

/** Fewer frames of large pictures: a trial is to be over in a second or two. */
const trialLength = (pixels: number): number =>
  Math.min(24, Math.max(6, Math.round((24 * 2 ** 21) / pixels)));

const ask = promisify(execFile);

export function createEncoders({ ffmpeg, notebook, folder }: EncodersParts): Encoders {
  // Those that do not work are tried again by the next run of the program: a driver may have come.
  const broken = new Map<string, string>();
  const given = new Map<string, Promise<ReadonlySet<string>>>();
  // One after another: hardware has few sessions, and trials side by side would measure each other.
  const trials = new PQueue({ concurrency: 1 });

  const listed = (found: Ffmpeg): Promise<ReadonlySet<string>> => {
    const { path } = found.found;
    const list = given.get(path) ?? listOf(path);
    given.set(path, list);
    return list;
  };

  const look = async (
    encoder: string,
    settings: ExportSettings,
    film: FilmShape,
    signal: AbortSignal,
  ): Promise<EncoderReport | null> => {
    const found = await ffmpeg();
    if (!(await listed(found)).has(encoder)) {
      return null;
    }
    const { key, video, size } = trialOf(found, encoder, settings, film);
    const pixels = size.width * size.height;
    const about = { encoder, isHardware: isHardware(encoder) };
    const why = broken.get(`${found.found.path} ${encoder}`) ?? broken.get(key);
    if (why !== undefined) {
      return { ...about, works: false, fps: null, reason: why };
    }
    const known = notebook.pace(key);
    if (known !== null) {
      return { ...about, works: true, fps: known / pixels, reason: null };
    }
    const frames = trialFrames(size, trialLength(pixels));
    const trial: Trial = await trials.add(() =>
      tryVideo(found, { video, frames, size, fps: film.fps, folder, patience, signal }),
    );
    if (trial.state === 'works') {
      notebook.keepPace(key, trial.fps * pixels);
      return { ...about, works: true, fps: trial.fps, reason: null };
    }
    const reason = trial.state === 'broken' ? trial.reason : 'this ffmpeg does not have it';
    broken.set(key, reason);
    return { ...about, works: false, fps: null, reason };
  };

  const report: Encoders['report'] = async (settings, film, signal) => {
    const encoders: EncoderReport[] = [];
    for (const encoder of encodersOf[presetOf(settings.preset).codec]) {
      const one = await look(encoder, settings, film, signal);
      if (one !== null) {
        encoders.push(one);
      }
    }
    return { encoders, best: bestOf(encoders) };
  };

  return {
    report,
    pace: async (settings, film, encoder) => {
      const { key, size } = trialOf(await ffmpeg(), encoder, settings, film);
      const known = notebook.pace(key);
      return known === null ? null : known / (size.width * size.height);
    },
    choose: async (settings, film, signal) => {
      const { codec, label } = presetOf(settings.preset);
      const all = encodersOf[codec];
      if (all.length === 1) {
        return all;
      }
      const { encoders, best } = await report(settings, film, signal);
      const working = encoders.filter(({ works }) => works);
      const named = encoders.find(({ encoder }) => encoder === settings.encoder);
      if (settings.encoder !== null && named?.works !== true) {
        throw new Fault(
          'encoder-broken',
          `The encoder “${settings.encoder}” does not work here: ${named?.reason ?? 'this ffmpeg does not have it for this format'}.`,
          'Choose another encoder, or leave the choice to Entracte.',
        );
      }
      const first = settings.encoder ?? best;
      if (first === null) {
        throw new Fault(
          'no-encoder',
          `${label} cannot be made here: this ffmpeg has no encoder for it that works.`,
          'Choose another format, or install a newer ffmpeg.',
        );
      }
      const rest = working.filter(({ encoder, isHardware: chip }) => encoder !== first && !chip);
      return [first, ...rest.map(({ encoder }) => encoder)];
    },
    failed: (encoder, reason) => {
      void ffmpeg().then((found) => broken.set(`${found.found.path} ${encoder}`, reason));
    },
  };
}

/** What is tried of an encoder, and the name its measure is kept under. */
function trialOf({ found }: Ffmpeg, encoder: string, settings: ExportSettings, film: FilmShape) {
  // Scaling is left out: it would be measured for every pair of sizes.
  const video = { ...videoFor({ ...settings, size: null }, film, encoder) };
  const size = sizeInFile(settings, film.size, video);
  const group = String(sizeClass(size.width, size.height));
  return { key: `${found.version} ${encoder} ${group} ${settings.speed}`, video, size };
}

/** The first on a chip that is quicker than the software, which makes the smaller file; else the first in software. */
function bestOf(encoders: readonly EncoderReport[]): string | null {
  const working = encoders.filter(({ works }) => works);
  const software = working.find(({ isHardware: chip }) => !chip);
  const chip = working.find(
    ({ isHardware: isChip, fps }) =>
      isChip && (fps ?? 0) > (software === undefined ? 0 : (software.fps ?? 0)),
  );
  return (chip ?? software ?? working[0])?.encoder ?? null;
}

/** What an ffmpeg says it has: enough to leave out what it has not, no proof of what works. */
async function listOf(program: string): Promise<ReadonlySet<string>> {
  const { stdout } = await ask(program, ['-hide_banner', '-encoders'], {
    maxBuffer: 2 ** 22,
    windowsHide: true,
  });
  return new Set([...stdout.matchAll(/^ [A-Z.]{6} (\S+)/gm)].map(([, name = '']) => name));
}
