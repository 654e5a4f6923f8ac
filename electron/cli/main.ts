#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addCacheCommand } from './cache.ts';
import { addCaptionsCommand } from './captions.ts';
import { addDoctorCommand } from './doctor.ts';
import { addGuideCommand } from './guide.ts';
import { addImportCommand } from './import.ts';
import { addPlanCommand } from './plan.ts';
import { addRenderCommand } from './render.ts';
import { addServeCommand } from './serve.ts';
import { createTerminal, exitCodes } from './terminal.ts';

declare const ENTRACTE_VERSION: string;

const terminal = createTerminal(process);
const program = new Command('entracte')
  .description('Keyframe travel: images on a timeline become a film.')
  .version(ENTRACTE_VERSION)
  .showHelpAfterError('(--help shows what there is)')
  .addHelpText(
    'after',
    `
Examples
  entracte plan --keyframes 0,25,54            how a film of three images is generated
  entracte render film.entracte -o film.mp4    make what is missing, then the film
  entracte guide film.entracte -o guide/       guide and mask as an engine gets them
  entracte captions words.srt -o film.mp4      a film of word-timed captions
  entracte serve --open                        the editor, in a browser

Exit codes: 0 done, 1 failed, 2 wrong use, 130 cancelled.`,
  )
  .exitOverride();

for (const add of [
  addPlanCommand,
  addRenderCommand,
  addGuideCommand,
  addCaptionsCommand,
  addImportCommand,
  addCacheCommand,
  addDoctorCommand,
  addServeCommand,
]) {
  add(program, terminal);
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode =
    error instanceof CommanderError
      ? error.exitCode === 0
        ? 0
        : exitCodes.wrongUse
      : terminal.report(error);
}
