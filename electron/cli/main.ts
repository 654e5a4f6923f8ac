#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { commands } from './commands.ts';
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

// “entracte help render” asks for the same as “entracte render --help”.
const [asked = '', next = ''] = process.argv.slice(2);
const named = asked === 'help' ? next : asked;
const command = Object.hasOwn(commands, named) ? commands[named] : undefined;
if (command === undefined) {
  program.configureHelp({ subcommandTerm: (one) => `${one.name()} ${one.usage()}`.trim() });
  for (const [name, { usage, about }] of Object.entries(commands)) {
    program.command(name).usage(usage).description(about);
  }
} else {
  const add = await command.read();
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
