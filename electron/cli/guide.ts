import type { Command } from 'commander';
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
    .option('--batch <n>', 'only this batch, numbered from 0')
    .option('--cache <dir>', 'another cache folder')
    .action(async (file: string, options: { output: string; batch?: string; cache?: string }) => {
      const source = await openFilmFile(path.resolve(terminal.cwd, file));
      const services = await openServices(terminal, options.cache ?? null);
      try {
        const order = await orderFilm(source, services.engines, services.costs, null);
        const all = order.plan.batches.map(({ index }) => index);
        const wanted =
          options.batch === undefined ? all : all.filter((index) => String(index) === options.batch);
        if (wanted.length === 0) {
          const text = `There is no batch ${options.batch ?? ''} in this film.`;
          throw new Fault(
            'bad-option',
            text,
            `Choose from 0 to ${String(all.length - 1)}: "entracte plan" shows them.`,
          );
        }
        const film = await services.runner.open(order);
        for (const index of wanted) {
          const folder = path.join(path.resolve(terminal.cwd, options.output), `batch-${String(index)}`);
          const made = await exportGuide(
            await services.ffmpeg(),
            order,
            film,
            index,
            folder,
            terminal.signal,
          );
          terminal.print(
            `batch ${String(index)}: ${String(made.frames)} frames of guide and mask in ${folder}`,
          );
        }
      } finally {
        await services.close();
      }
    });
}
