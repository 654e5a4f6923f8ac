import { InvalidArgumentError, type Command } from 'commander';
import path from 'node:path';
import type { Fps, Size } from '../../shared/project/schema.ts';
import { CaptionPool } from '../captions/pool.ts';
import { readBackground } from '../export/background.ts';
import { presets } from '../export/presets.ts';
import type { Speed } from '../media/presets.ts';
import { openFfmpeg } from './openFfmpeg.ts';
import { programFolder } from './programFolder.ts';
import { exitCodes, type Terminal } from './terminal.ts';

export interface CaptionsOptions {
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
      const { ffmpeg, close } = openFfmpeg(terminal);
      const script = path.join(programFolder, 'dist/node/captionWorker.js');
      const pool = new CaptionPool({ script, fonts: [path.join(programFolder, 'resources/fonts')] });
      try {
        // The threads read their part of the program, and the picture is decoded, while this one reads its own.
        pool.start();
        const background = readBackground(ffmpeg, options.background, terminal.cwd, options, terminal.signal);
        // Whoever awaits it hears of it; until then it must not pass for unhandled.
        background.catch(() => undefined);
        const { makeCaptionsFilm } = await import('./captionsFilm.ts');
        await makeCaptionsFilm({ ffmpeg, pool, words, background, options, terminal });
        terminal.end(exitCodes.done);
      } finally {
        await Promise.all([pool.close(), close()]);
      }
    });
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
