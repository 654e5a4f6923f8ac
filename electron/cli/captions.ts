import { InvalidArgumentError, type Command } from 'commander';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readCaptions } from '../../shared/captions/read.ts';
import { captionStyleSchema, type CaptionTrack } from '../../shared/captions/schema.ts';
import { states } from '../../shared/captions/states.ts';
import { Fault } from '../../shared/fault.ts';
import type { Fps, Size } from '../../shared/project/schema.ts';
import { CaptionPool } from '../captions/pool.ts';
import { readBackground, type Background } from '../export/background.ts';
import { captionLayer, type PaintStates } from '../export/captionLayer.ts';
import { captionsOverStill } from '../export/captionsOverStill.ts';
import { captionsOverVideo } from '../export/captionsOverVideo.ts';
import { presetFor, presets } from '../export/presets.ts';
import { readSound, soundUnder } from '../export/sound.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { fileFault } from '../media/fileFault.ts';
import { h264, type Speed, type VideoSettings } from '../media/presets.ts';
import { openServices, programFolder } from './open.ts';
import { createPace, progressLine } from './progressBar.ts';
import { exitCodes, type Terminal } from './terminal.ts';

interface CaptionsOptions {
  readonly audio?: string;
  readonly background: string;
  readonly output: string;
  readonly size?: Size;
  readonly fps?: Fps;
  readonly fit: 'crop' | 'fit';
  readonly style?: string;
  readonly preset?: string;
  readonly speed?: Speed;
  readonly quality?: number;
}

const speeds: readonly Speed[] = ['ultrafast', 'veryfast', 'fast', 'medium', 'slow'];

export function addCaptionsCommand(program: Command, terminal: Terminal): void {
  program
    .command('captions')
    .description('a film of captions over a picture, a colour or a video, with sound')
    .argument('<words>', 'SRT, VTT, ASS, or JSON with words and times')
    .requiredOption('-o, --output <file>', 'the film; its extension chooses the format')
    .option('--audio <file>', 'its sound; the film is as long as it')
    .option('--background <file>', 'a picture, a video, or a colour as #102030', '#000000')
    .option('--size <WxH>', 'default: the size of the video, or 1920x1080', sizeOf)
    .option(
      '--fps <rate>',
      'frames a second, 30 or 30000/1001; default: the rate of the video, or 30',
      rateOf,
    )
    .option('--fit <how>', 'crop (cover) or fit (show all of) the picture', fitOf, 'crop')
    .option('--style <file>', 'JSON with what of the look is to be different')
    .option('--preset <id>', presets.map(({ id }) => id).join(', '))
    .option('--speed <name>', `H.264 only: ${speeds.join(', ')}`, speedOf)
    .option('--quality <crf>', 'H.264 only: 0 to 51, lower is better; default 18', qualityOf)
    .action(async (words: string, options: CaptionsOptions) => {
      const services = await openServices(terminal);
      try {
        await makeFilm(await services.ffmpeg(), words, options, terminal);
        terminal.end(exitCodes.done);
      } finally {
        await services.close();
      }
    });
}

async function makeFilm(
  ffmpeg: Ffmpeg,
  words: string,
  options: CaptionsOptions,
  terminal: Terminal,
): Promise<void> {
  const { signal } = terminal;
  const at = (file: string) => path.resolve(terminal.cwd, file);
  const video = formatOf(options);
  const track = await readTrack(at(words), options.style === undefined ? null : at(options.style));
  const background = await readBackground(ffmpeg, options.background, terminal.cwd, options, signal);
  const { size, fps } = background;
  const ownSound = background.kind === 'video' && background.hasSound ? background.file : null;
  const soundFile = options.audio === undefined ? ownSound : at(options.audio);
  const sound = soundFile === null ? null : await readSound(ffmpeg, soundFile, signal);
  const seconds = sound?.durationSeconds ?? lengthOf(background, track);
  const frames = Math.max(1, Math.round((seconds * fps.num) / fps.den));
  const audio =
    soundFile === null || sound === null ? null : soundUnder(soundFile, sound, video.container, frames, fps);
  const withTimeLeft = createPace(() => Date.now());
  const onFrame = (done: number) => {
    const step = { phase: 'Exporting', done, total: frames, unit: 'frames' as const };
    terminal.paint(progressLine(withTimeLeft(step), terminal.columns()));
  };
  const { paint, close } = openPainting(track, size);
  try {
    const captions = captionLayer(states(track, fps, frames), paint);
    const output = at(options.output);
    const film = { captions, size, fps, video, audio, output, signal, onFrame };
    const made =
      background.kind === 'video'
        ? await captionsOverVideo(ffmpeg, { ...film, background: background.file })
        : await captionsOverStill(ffmpeg, { ...film, background: background.picture });
    const megabytes = (made.bytes / 1e6).toFixed(1);
    terminal.print(`${path.basename(output)}: ${String(made.frames)} frames, ${megabytes} MB`);
  } finally {
    await close();
  }
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
  if (style === null) {
    return readCaptions(text);
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
  const track = readCaptions(text);
  return { ...track, style: captionStyleSchema.parse({ ...track.style, ...look.data }) };
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

function openPainting(track: CaptionTrack, size: Size): { paint: PaintStates; close: () => Promise<void> } {
  const script = path.join(programFolder, 'dist/node/captionWorker.js');
  const pool = new CaptionPool({ script, fonts: [path.join(programFolder, 'resources/fonts')] });
  return {
    paint: (states, signal) => pool.paint({ track, size }, states, signal),
    close: () => pool.close(),
  };
}

function sizeOf(text: string): Size {
  const match = /^(\d+)x(\d+)$/.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  const isGood = [width, height].every((side) => side >= 16 && side <= 8192 && side % 2 === 0);
  if (!isGood) {
    throw new InvalidArgumentError('Write it as 1920x1080, even numbers from 16 to 8192.');
  }
  return { width, height };
}

function rateOf(text: string): Fps {
  const match = /^(\d+)(?:\/(\d+))?$/.exec(text);
  const [num, den] = [Number(match?.[1]), Number(match?.[2] ?? 1)];
  if (!(num / den >= 1 && num / den <= 240)) {
    throw new InvalidArgumentError('Write it as 30 or 30000/1001, from 1 to 240.');
  }
  return { num, den };
}

function fitOf(text: string): 'crop' | 'fit' {
  if (text !== 'crop' && text !== 'fit') {
    throw new InvalidArgumentError('Write crop or fit.');
  }
  return text;
}

function speedOf(text: string): Speed {
  const found = speeds.find((speed) => speed === text);
  if (found === undefined) {
    throw new InvalidArgumentError(`Choose from ${speeds.join(', ')}.`);
  }
  return found;
}

function qualityOf(text: string): number {
  const crf = Number(text);
  if (text.trim() === '' || !Number.isInteger(crf) || crf < 0 || crf > 51) {
    throw new InvalidArgumentError('Write a whole number from 0 to 51.');
  }
  return crf;
}
