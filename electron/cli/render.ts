import type { Command } from 'commander';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import type { RenderEvent } from '../../shared/generation/events.ts';
import { presetFor, presets } from '../export/presets.ts';
import { openFilmFile } from '../film/filmFile.ts';
import { orderFilm } from '../film/filmOrder.ts';
import { makeFilm } from '../film/makeFilm.ts';
import { renderFilm } from '../film/renderFilm.ts';
import type { Step } from '../jobs/jobs.ts';
import { openServices } from './open.ts';
import { createPace, progressLine } from './progressBar.ts';
import { exitCodes, type Terminal } from './terminal.ts';

interface RenderOptions {
  readonly output?: string;
  readonly engine?: string;
  readonly size?: string;
  readonly only?: string;
  readonly take?: string;
  readonly preset?: string;
  readonly cache?: string;
  readonly events?: boolean;
}

const bad = (message: string, remedy: string) => new Fault('bad-option', message, remedy);

function sizeOf(text: string): { width: number; height: number } {
  const match = /^(\d+)x(\d+)$/.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || width < 16 || height < 16 || width > 8192 || height > 8192) {
    throw bad(`--size ${text} is not a size.`, 'Write it as 640x360, from 16 to 8192 pixels a side.');
  }
  return { width, height };
}

function segmentsOf(text: string): number[] {
  return text.split(',').map((word) => {
    const index = Number(word);
    if (word.trim() === '' || !Number.isInteger(index) || index < 0) {
      throw bad(`--only ${text} is not a list of segments.`, 'Write their numbers from 0, as --only 2,3.');
    }
    return index;
  });
}

export function addRenderCommand(program: Command, terminal: Terminal): void {
  program
    .command('render')
    .description('make what is missing of a film, then the film')
    .argument('<film>', 'a .entracte file')
    .option(
      '-o, --output <file>',
      'the film; its extension chooses the format. Without it only the cache is filled',
    )
    .option('--engine <id>', 'another engine than the project names')
    .option('--size <WxH>', 'another size than the project names')
    .option('--only <segments>', 'only these segments, numbered from 0: 2,3')
    .option('--take <which>', '"new" makes another take of the segments even where one is there')
    .option('--preset <id>', presets.map(({ id }) => id).join(', '))
    .option('--cache <dir>', 'another cache folder')
    .option('--events', 'print one JSON object a line for everything that happens')
    .action(async (file: string, options: RenderOptions) => {
      const preset = options.output === undefined ? null : presetFor(options.output, options.preset);
      const only = options.only === undefined ? null : segmentsOf(options.only);
      if (options.take !== undefined && options.take !== 'new') {
        throw bad(`--take ${options.take} is not known.`, 'Write --take new, or leave it out.');
      }
      const size = options.size === undefined ? {} : { size: sizeOf(options.size) };
      const engine = options.engine === undefined ? {} : { engine: options.engine };
      const source = await openFilmFile(path.resolve(terminal.cwd, file));
      const project = { ...source.project, ...size, ...engine };
      const services = await openServices(terminal, options.cache ?? null);
      try {
        const { runner, engines, costs, ffmpeg } = services;
        const order = await orderFilm({ ...source, project }, engines, costs, null);
        const show = (event: RenderEvent) => {
          if (options.events === true) {
            terminal.print(JSON.stringify(event));
          }
        };
        const withTimeLeft = createPace(() => Date.now());
        const job = {
          signal: terminal.signal,
          progress: (step: Step) => {
            terminal.paint(progressLine(withTimeLeft(step), terminal.columns()));
          },
          note: (text: string) => {
            terminal.say(text);
          },
        };
        const take = options.take === 'new' ? ('new' as const) : null;
        const report = await renderFilm(runner, order, { only, take }, job, show);
        terminal.signal.throwIfAborted();
        if (options.output !== undefined && preset !== null) {
          const output = path.resolve(terminal.cwd, options.output);
          const made = await makeFilm({ runner, ffmpeg }, order, report, preset, output, job);
          const line = `${path.basename(made.file)}: ${String(made.frames)} frames, ${(made.bytes / 1e6).toFixed(1)} MB`;
          (options.events === true ? terminal.say : terminal.print)(line);
        }
        terminal.end(report.failed.length > 0 ? exitCodes.failed : exitCodes.done);
      } finally {
        await services.close();
      }
    });
}
