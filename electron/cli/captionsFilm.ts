import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { lackingNote } from '../../shared/captions/lacking.ts';
import { readCaptions } from '../../shared/captions/read.ts';
import { captionStyleSchema, type CaptionTrack } from '../../shared/captions/schema.ts';
import { states } from '../../shared/captions/states.ts';
import { Fault, faultData } from '../../shared/fault.ts';
import type { CaptionPool } from '../captions/pool.ts';
import type { Background } from '../export/background.ts';
import { captionLayer } from '../export/captionLayer.ts';
import { captionsOverStill } from '../export/captionsOverStill.ts';
import { captionsOverVideo } from '../export/captionsOverVideo.ts';
import { presetFor } from '../export/presets.ts';
import { readSound, soundUnder } from '../export/sound.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { fileFault } from '../media/fileFault.ts';
import { h264, type VideoSettings } from '../media/presets.ts';
import type { CaptionsOptions } from './captions.ts';
import { createPace, progressLine } from './progressBar.ts';
import type { Terminal } from './terminal.ts';

interface Asked {
  readonly ffmpeg: Promise<Ffmpeg>;
  readonly pool: CaptionPool;
  /** The captions' file. */
  readonly words: string;
  readonly background: Promise<Background>;
  readonly options: CaptionsOptions;
  readonly terminal: Terminal;
}

/** The film that “entracte captions” makes. Throws a Fault or the signal's reason, and then leaves nothing. */
export async function makeCaptionsFilm(asked: Asked): Promise<void> {
  const { pool, words, options, terminal } = asked;
  const { signal } = terminal;
  const at = (file: string) => path.resolve(terminal.cwd, file);
  const video = formatOf(options);
  const track = await readTrack(at(words), options.style === undefined ? null : at(options.style));
  const ffmpeg = await asked.ffmpeg;
  const soundIn = async (file: string) => ({ file, facts: await readSound(ffmpeg, file, signal) });
  const [background, given] = await Promise.all([
    asked.background,
    options.audio === undefined ? null : soundIn(at(options.audio)),
  ]);
  const { size, fps } = background;
  const own = background.kind === 'video' && background.hasSound ? background.file : null;
  const sound = given ?? (own === null ? null : await soundIn(own));
  const seconds = sound?.facts.durationSeconds ?? lengthOf(background, track);
  const frames = Math.max(1, Math.round((seconds * fps.num) / fps.den));
  const audio = sound === null ? null : soundUnder(sound.file, sound.facts, video.container, frames, fps);
  const withTimeLeft = createPace(() => Date.now());
  const onFrame = (done: number) => {
    const step = { phase: 'Exporting', done, total: frames, unit: 'frames' as const };
    terminal.paint(progressLine(withTimeLeft(step), terminal.columns()));
  };
  const what = { track, size };
  const captions = captionLayer(states(track, fps, frames), (...asked) => pool.paint(what, ...asked));
  const lacking = pool.lacking(what, signal);
  // Whoever awaits it hears of it.
  lacking.catch(() => undefined);
  const output = at(options.output);
  const film = { captions, size, fps, video, audio, output, signal, onFrame };
  const made =
    background.kind === 'video'
      ? await captionsOverVideo(ffmpeg, {
          ...{ ...film, background: background.file },
          captions: { ...captions, bounds: (stop) => pool.bounds(what, stop) },
        })
      : await captionsOverStill(ffmpeg, { ...film, background: background.picture });
  const note = lackingNote(await lacking);
  if (note !== null) {
    terminal.say(note);
  }
  const megabytes = (made.bytes / 1e6).toFixed(1);
  terminal.print(`${path.basename(output)}: ${String(made.frames)} frames, ${megabytes} MB`);
}

function formatOf({ output, preset: wanted, speed, quality }: CaptionsOptions): VideoSettings {
  const found = presetFor(output, wanted);
  const isChanged = found.id === 'h264' && (speed !== undefined || quality !== undefined);
  return isChanged ? h264(quality ?? 18, speed ?? 'medium') : found.video;
}

async function readTrack(words: string, style: string | null): Promise<CaptionTrack> {
  const read = async (file: string) => {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      throw fileFault(`“${path.basename(file)}” could not be read`, file, error);
    }
  };
  const text = await read(words);
  const track = captionsOf(text, words);
  if (style === null) {
    return track;
  }
  const name = path.basename(style);
  const look = captionStyleSchema.partial().safeParse(parsed(await read(style)));
  if (!look.success) {
    const [issue] = look.error.issues;
    throw new Fault(
      'bad-option',
      `“${name}” is not a look of captions: ${issue?.message ?? ''} (${issue?.path.join('.') ?? ''}).`,
      'Correct it, or leave --style out.',
    );
  }
  return { ...track, style: captionStyleSchema.parse({ ...track.style, ...look.data }) };
}

function captionsOf(text: string, file: string): CaptionTrack {
  try {
    return readCaptions(text);
  } catch (error) {
    const { code, message, remedy } = faultData(error);
    throw new Fault(code, `“${path.basename(file)}”: ${message}`, remedy, error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A film without sound is as long as its video, else until the last caption ends. */
function lengthOf(background: Background, track: CaptionTrack): number {
  return background.kind === 'video'
    ? background.seconds
    : track.slides.reduce((latest, { end }) => Math.max(latest, end), 0);
}
