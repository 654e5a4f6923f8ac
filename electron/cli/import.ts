import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { Fault } from '../../shared/fault.ts';
import { serialiseProject } from '../../shared/project/serialise.ts';
import { writeAtomically } from '../media/atomicWrite.ts';
import { readFilm } from './plan.ts';
import type { Terminal } from './terminal.ts';

export function addImportCommand(program: Command, terminal: Terminal): void {
  program
    .command('import')
    .description('make a project of an older payload.json')
    .argument('<payload>', 'the JSON object with segment_frames_expanded')
    .option('-o, --output <file>', 'the .entracte file (default: beside the payload)')
    .action(async (payload: string, options: { output?: string }) => {
      const from = path.resolve(terminal.cwd, payload);
      const to = path.resolve(terminal.cwd, options.output ?? from.replace(/\.json$/i, '') + '.entracte');
      const isThere = await access(to).then(
        () => true,
        () => false,
      );
      if (isThere) {
        const message = `“${path.basename(to)}” is there already.`;
        throw new Fault('bad-option', message, 'Name another file with -o, or move that one away.');
      }
      const { project, notes } = await readFilm(from);
      await writeAtomically(to, serialiseProject(project));
      notes.forEach(terminal.say);
      terminal.print(
        `${to}: ${String(project.keyframes.length)} keyframes. Open it and drop the pictures on them.`,
      );
    });
}
