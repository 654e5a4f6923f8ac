import type { Command } from 'commander';
import path from 'node:path';
import { plainExport } from '../../shared/export/plainExport.ts';
import { segmentsOf } from '../../shared/project/timeline.ts';
import { presetFor, presets } from '../export/presets.ts';
import { openFilmFile } from '../film/filmFile.ts';
import { badOption, doFilm, sizeOption } from './filmJob.ts';
import { openServices } from './open.ts';
import type { Terminal } from './terminal.ts';

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

/** Segments are counted from 1 for people, as in the editor and in what is told about them; from 0 inside. */
function namedSegments(text: string): number[] {
  return text.split(',').map((word) => {
    const number = Number(word);
    if (word.trim() === '' || !Number.isInteger(number) || number < 1) {
      throw badOption(
        `--only ${text} is not a list of segments.`,
        'Write their numbers from 1, as --only 2,3.',
      );
    }
    return number - 1;
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
    .option('--only <segments>', 'only these segments, numbered from 1: 2,3')
    .option('--take <which>', '"new" makes another take of the segments even where one is there')
    .option('--preset <id>', presets.map(({ id }) => id).join(', '))
    .option('--cache <dir>', 'another cache folder')
    .option('--events', 'print one JSON object a line for everything that happens')
    .action(async (file: string, options: RenderOptions) => {
      const preset = options.output === undefined ? null : presetFor(options.output, options.preset);
      const only = options.only === undefined ? null : namedSegments(options.only);
      if (options.take !== undefined && options.take !== 'new') {
        throw badOption(`--take ${options.take} is not known.`, 'Write --take new, or leave it out.');
      }
      const size = options.size === undefined ? {} : { size: sizeOption(options.size) };
      const engine = options.engine === undefined ? {} : { engine: options.engine };
      const source = await openFilmFile(path.resolve(terminal.cwd, file));
      const project = { ...source.project, ...size, ...engine };
      const count = segmentsOf(project).length;
      const absent = only?.find((index) => index >= count);
      if (absent !== undefined) {
        throw badOption(
          `The film has no segment ${String(absent + 1)}.`,
          count === 0
            ? 'It has one keyframe or none: leave --only out.'
            : `Name segments 1 to ${String(count)}.`,
        );
      }
      const output = path.resolve(terminal.cwd, options.output ?? '');
      const name = path.parse(output).name || 'film';
      const settings = { ...plainExport, preset: preset?.id ?? 'h264', quality: 'best', name } as const;
      const services = await openServices(terminal, options.cache ?? null);
      try {
        const job = {
          source: { ...source, project },
          only,
          take: options.take === 'new' ? ('new' as const) : null,
          asked: preset === null ? null : { settings, output },
          events: options.events === true,
        };
        await doFilm(services, job, terminal);
      } finally {
        await services.close();
      }
    });
}
