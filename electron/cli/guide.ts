import type { Command } from 'commander';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import { exportGuide } from '../film/exportGuide.ts';
import { openFilmFile } from '../film/filmFile.ts';
import { orderFilm } from '../film/filmOrder.ts';
import { openServices } from './open.ts';
import type { Terminal } from './terminal.ts';

export function addGuideCommand(program: Command, terminal: Terminal): void {
  program
    .command('guide')
    .description('guide and mask as lossless videos and PNG, as an engine gets them')
    .argument('<film>', 'a .entracte file')
    .requiredOption('-o, --output <dir>', 'the folder they go to')
    .option('--batch <n>', 'only this batch, numbered from 1 as in “entracte plan”')
    .option('--cache <dir>', 'another cache folder')
    .action(async (file: string, options: { output: string; batch?: string; cache?: string }) => {
      const output = path.resolve(terminal.cwd, options.output);
      if ((await stat(output).catch(() => null))?.isFile() === true) {
        throw new Fault(
          'bad-option',
          `${options.output} is a file, and guide and mask go to a folder.`,
          'Name a folder; it is made where there is none.',
        );
      }
      const source = await openFilmFile(path.resolve(terminal.cwd, file));
      const services = await openServices(terminal, options.cache ?? null);
      try {
        const order = await orderFilm(source, services.engines, services.costs, null);
        const all = order.plan.batches.map(({ index }) => index);
        const wanted =
          options.batch === undefined ? all : all.filter((index) => String(index + 1) === options.batch);
        if (wanted.length === 0) {
          const text = `There is no batch ${options.batch ?? ''} in this film.`;
          throw new Fault(
            'bad-option',
            text,
            `Choose from 1 to ${String(all.length)}: “entracte plan” shows them.`,
          );
        }
        const film = await services.runner.open(order);
        for (const index of wanted) {
          const folder = path.join(output, `batch-${String(index + 1)}`);
          const made = await exportGuide(
            await services.ffmpeg(),
            order,
            film,
            index,
            folder,
            terminal.signal,
          );
          terminal.print(
            `batch ${String(index + 1)}: ${String(made.frames)} frames of guide and mask in ${folder}`,
          );
        }
      } finally {
        await services.close();
      }
    });
}
