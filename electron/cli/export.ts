import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readCaptions } from '../../shared/captions/read.ts';
import type { CaptionTrack } from '../../shared/captions/schema.ts';
import { plainExport } from '../../shared/export/plainExport.ts';
import { qualitySchema, type ExportSettings, type UpscaleChoice } from '../../shared/export/settings.ts';
import { Fault } from '../../shared/fault.ts';
import type { Asset } from '../../shared/project/schema.ts';
import { embeddedModel } from '../upscale/model.ts';
import { encodersOf } from '../media/codecs.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { fileFault } from '../media/fileFault.ts';
import { readSound } from '../export/sound.ts';
import { presetFor, presets } from '../export/presets.ts';
import { openFilmFile } from '../film/filmFile.ts';
import type { FilmSource } from '../film/filmOrder.ts';
import { badOption, doFilm, sizeOption } from './filmJob.ts';
import { openServices } from './open.ts';
import type { Terminal } from './terminal.ts';

interface ExportOptions {
  readonly output: string;
  readonly preset?: string;
  readonly encoder?: string;
  readonly upscale?: string;
  readonly model?: string;
  readonly size?: string;
  readonly quality?: string;
  readonly captions?: string;
  readonly audio?: string;
  readonly background?: string;
  readonly chunked?: boolean;
  readonly timeline?: boolean;
  readonly sidecar: boolean;
  readonly cache?: string;
  readonly events?: boolean;
}

export function addExportCommand(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .description('a film as one file, with its captions, its sound and its fades')
    .argument('<film>', 'a .entracte file')
    .requiredOption('-o, --output <file>', 'the film; its extension chooses the format')
    .option('--preset <id>', presets.map(({ id }) => id).join(', '))
    .option('--encoder <name>', "ffmpeg's name of one, as h264_nvenc; default: the best that works here")
    .option('--upscale <times>', 'frames 2 or 4 times as large before captions are laid on')
    .option('--model <manifest>', 'with --upscale: the JSON beside an ONNX file of your own')
    .option('--size <WxH>', 'pixels in the file; default: the film’s own')
    .option('--quality <how>', qualitySchema.options.join(', '), plainExport.quality)
    .option('--captions <file>', 'these instead of its own: SRT, VTT, ASS, or JSON with words and times')
    .option('--audio <file>', 'this sound instead of its own')
    .option(
      '--background <file>',
      'under captions, where the film has no keyframes: a picture, a video or #102030',
    )
    .option('--chunked', 'in pieces that survive a crash: asked again it goes on from there')
    .option('--timeline', 'an OpenTimelineIO file beside it, for another editor')
    .option('--no-sidecar', 'no JSON file beside it that says how it was made')
    .option('--cache <dir>', 'another cache folder')
    .option('--events', 'print one JSON object a line for everything that happens')
    .action(async (file: string, options: ExportOptions) => {
      const output = path.resolve(terminal.cwd, options.output);
      const settings = { ...settingsOf(options, output), upscale: upscaleOf(options, terminal.cwd) };
      const opened = await openFilmFile(path.resolve(terminal.cwd, file));
      const services = await openServices(terminal, options.cache ?? null);
      try {
        const source = await withFiles(opened, options, services.ffmpeg, terminal);
        const asked = { settings, output };
        const events = options.events === true;
        await doFilm(services, { source, only: null, take: null, asked, events }, terminal);
      } finally {
        await services.close();
      }
    });
}

function settingsOf(options: ExportOptions, output: string): ExportSettings {
  const preset = presetFor(output, options.preset);
  const quality = qualitySchema.safeParse(options.quality);
  if (!quality.success) {
    throw badOption(
      `--quality ${options.quality ?? ''} is not known.`,
      `Choose from ${qualitySchema.options.join(', ')}.`,
    );
  }
  if (options.chunked === true && ['gif', 'webp', 'png'].includes(preset.codec)) {
    throw badOption(
      `${preset.label} cannot be written in pieces that are joined.`,
      'Leave --chunked out, or choose a format such as MP4.',
    );
  }
  const known = encodersOf[preset.codec];
  if (options.encoder !== undefined && !known.includes(options.encoder)) {
    throw badOption(
      `--encoder ${options.encoder} makes no ${preset.label}.`,
      `Choose from ${known.join(', ')}, or leave it out.`,
    );
  }
  return {
    ...plainExport,
    preset: preset.id,
    name: path.parse(output).name,
    size: options.size === undefined ? null : sizeOption(options.size),
    quality: quality.data,
    encoder: options.encoder ?? null,
    timeline: options.timeline === true,
    sidecar: options.sidecar,
    chunked: options.chunked === true,
  };
}

function upscaleOf({ upscale, model }: ExportOptions, cwd: string): UpscaleChoice | null {
  if (upscale === undefined) {
    if (model !== undefined) {
      throw badOption('--model says how frames are upscaled, and they are not.', 'Add --upscale 2.');
    }
    return null;
  }
  const scale = Number(upscale);
  if (!Number.isInteger(scale) || scale < 2 || scale > 8) {
    throw badOption(`--upscale ${upscale} is not known.`, 'Write 2 or 4, or what your model makes.');
  }
  return { model: model === undefined ? embeddedModel : path.resolve(cwd, model), scale };
}

/** The film with the captions, the sound and the background that were named, wherever those files lie. */
async function withFiles(
  source: FilmSource,
  { captions, audio, background }: ExportOptions,
  ffmpeg: () => Promise<Ffmpeg>,
  terminal: Terminal,
): Promise<FilmSource> {
  const at = (file: string) => path.resolve(terminal.cwd, file);
  const files = new Map<string, string>();
  let { project } = source;
  const add = (file: string, kind: Asset['kind'], seconds: number | null): string => {
    const id = `given-${kind}`;
    files.set(id, at(file));
    const asset = { name: path.basename(file), kind, file: id, width: 0, height: 0, bytes: 0, seconds };
    project = { ...project, assets: { ...project.assets, [id]: asset } };
    return id;
  };
  if (captions !== undefined) {
    project = { ...project, captions: await captionsIn(at(captions)) };
  }
  if (audio !== undefined) {
    const { durationSeconds } = await readSound(await ffmpeg(), at(audio), terminal.signal);
    const asset = add(audio, 'audio', durationSeconds);
    project = { ...project, sound: { asset, offset: 0 } };
  }
  if (background !== undefined) {
    if (project.keyframes.length > 0) {
      throw badOption(
        'A background is seen only in a film without keyframes, and this film has some.',
        'Leave --background out, or use “entracte captions” for captions over it alone.',
      );
    }
    project = /^#[0-9a-f]{6}$/i.test(background)
      ? { ...project, background: { kind: 'colour', colour: background } }
      : { ...project, background: { kind: 'asset', asset: add(background, 'image', null), fit: 'crop' } };
  }
  return { project, assetFile: async (asset) => files.get(asset) ?? source.assetFile(asset) };
}

async function captionsIn(file: string): Promise<CaptionTrack> {
  const step = `“${path.basename(file)}” could not be read`;
  try {
    return readCaptions(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Fault && error.code === 'captions-unreadable') {
      throw new Fault(error.code, `${step}: ${error.message}`, error.remedy, error.cause);
    }
    throw fileFault(step, file, error);
  }
}
