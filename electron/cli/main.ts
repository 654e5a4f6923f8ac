#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
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
  entracte export film.entracte -o film.mp4    the same, with captions, sound and fades as one likes
  entracte export film.entracte -o film.webm   the same, with captions, sound and fades as one likes
  entracte guide film.entracte -o guide/       guide and mask as an engine gets them
  entracte edit film.entracte reverse          an edit of the film; --help lists them
  entracte captions words.srt -o film.mp4      a film of word-timed captions
  entracte upscale film.mp4 -o large.mp4       twice as large, each distinct frame once
  entracte analyze in.mp4 --to film.entracte   a video's shots and keyframes, and a project of them
  entracte models add rife.onnx                an interpolation model of your own, as an engine
  entracte serve --open                        the editor, in a browser

Exit codes: 0 done, 1 failed, 2 wrong use, 130 cancelled.`,
  )
  .exitOverride();

/** In the order of the help. A command reads its own part of the program alone: all of it takes half a second. */
const commands = {
  plan: async () => (await import('./plan.ts')).addPlanCommand,
  render: async () => (await import('./render.ts')).addRenderCommand,
  export: async () => (await import('./export.ts')).addExportCommand,
  guide: async () => (await import('./guide.ts')).addGuideCommand,
  edit: async () => (await import('./edit.ts')).addEditCommand,
  captions: async () => (await import('./captions.ts')).addCaptionsCommand,
  upscale: async () => (await import('./upscale.ts')).addUpscaleCommand,
  analyze: async () => (await import('./analyze.ts')).addAnalyzeCommand,
  import: async () => (await import('./import.ts')).addImportCommand,
  models: async () => (await import('./models.ts')).addModelsCommand,
  cache: async () => (await import('./cache.ts')).addCacheCommand,
  doctor: async () => (await import('./doctor.ts')).addDoctorCommand,
  serve: async () => (await import('./serve.ts')).addServeCommand,
};

const isCommand = (word: string | undefined): word is keyof typeof commands =>
  word !== undefined && Object.hasOwn(commands, word);

const named = process.argv[2];
for (const read of isCommand(named) ? [commands[named]] : Object.values(commands)) {
  const add = await read();
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
