import type { Command } from 'commander';
import { nanoid } from 'nanoid';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import { tidy } from '../../shared/project/edits.ts';
import { filmActions, pickAt, type Argument, type FilmAction } from '../../shared/project/filmActions.ts';
import { copyAssets } from '../project/assets.ts';
import { assetsFolder } from '../project/fileNames.ts';
import { readProject, writeProject } from '../project/projectFile.ts';
import { badOption } from './filmJob.ts';
import type { Terminal } from './terminal.ts';

interface EditOptions {
  readonly frames?: string;
  readonly by?: string;
  readonly at?: string;
  readonly step?: string;
  readonly text?: string;
  readonly ripple?: boolean;
  readonly output?: string;
}

/** `fitGaps` is written `fit-gaps`. */
const wordOf = (id: string): string => id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const actions: ReadonlyMap<string, FilmAction> = new Map(
  Object.entries(filmActions).map(([id, action]) => [wordOf(id), action]),
);

const places: Record<Argument, string> = {
  frames: '--frames <list>',
  by: '--by <frames>',
  at: '--at <frame>',
  step: '--step <frames>',
  text: '--text <words>',
  ripple: '--ripple',
};

function usageOf({ needs, takes }: FilmAction): string {
  return [...needs.map((one) => places[one]), ...takes.map((one) => `[${places[one]}]`)].join(' ');
}

function table(): string {
  const rows = [...actions].map(([word, action]) => [word, usageOf(action), action.label] as const);
  const wide = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length)) + 2;
  const lines = rows.map(
    ([word, usage, label]) => `  ${word.padEnd(wide(0))}${usage.padEnd(wide(1))}${label}`,
  );
  return `\nActions\n${lines.join('\n')}`;
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value)) {
    throw badOption(`${option} ${text} is not a whole number.`, `Write it as ${option} 4.`);
  }
  return value;
}

/** What is missing or given for nothing is told before a file is touched. */
function check(word: string, { needs, takes }: FilmAction, options: EditOptions): void {
  for (const argument of Object.keys(places) as Argument[]) {
    const isGiven = options[argument] !== undefined;
    if (needs.includes(argument) && !isGiven) {
      throw badOption(`${word} needs --${argument}.`, `Write ${word} ${places[argument]}.`);
    }
    if (isGiven && !needs.includes(argument) && !takes.includes(argument)) {
      throw badOption(`${word} has no use for --${argument}.`, 'Leave it out; --help lists what each takes.');
    }
  }
}

export function addEditCommand(program: Command, terminal: Terminal): void {
  program
    .command('edit')
    .description('change a film without opening it')
    .argument('<film>', 'a .entracte file')
    .argument('<action>', 'what to do; listed below')
    .option(places.frames, 'the keyframes at these film frames: 25,54; left out, all of them')
    .option(places.by, 'frames to move by, below 0 to the left')
    .option(places.ripple, 'all that lies behind moves along')
    .option(places.at, 'a film frame')
    .option(places.step, 'gaps become multiples of this (default: 4)')
    .option(places.text, 'words')
    .option('-o, --output <file>', 'write another film; without it this one is changed, and a backup kept')
    .addHelpText('after', table())
    .action(async (film: string, word: string, options: EditOptions) => {
      const action = actions.get(word);
      if (action === undefined) {
        throw badOption(`There is no action “${word}”.`, `There are ${[...actions.keys()].join(', ')}.`);
      }
      check(word, action, options);
      await editFile({ film, action, options }, terminal);
    });
}

async function editFile(
  {
    film,
    action,
    options,
  }: { readonly film: string; readonly action: FilmAction; readonly options: EditOptions },
  terminal: Terminal,
): Promise<void> {
  const file = path.resolve(terminal.cwd, film);
  const { project, readOnly, fingerprint } = await readProject(file);
  if (readOnly !== null) {
    throw new Fault('read-only', `${path.basename(file)} cannot be changed: ${readOnly}`, 'Update Entracte.');
  }
  const { unknown, ...chosen } = pickAt(
    project,
    options.frames?.split(',').map((text) => whole('--frames', text)) ?? null,
  );
  if (unknown.length > 0) {
    const there = project.keyframes.map(({ frame }) => frame).join(', ');
    throw badOption(
      `There is no keyframe at ${unknown.join(', ')}.`,
      there === '' ? 'The film has none.' : `They are at ${there}.`,
    );
  }
  const edit = action.edit({
    ...chosen,
    by: whole('--by', options.by ?? '0'),
    at: whole('--at', options.at ?? '0'),
    step: whole('--step', options.step ?? '4'),
    text: options.text ?? '',
    ripple: options.ripple === true,
    newId: () => nanoid(8),
  });
  const edited = edit.apply(project);
  const target = options.output === undefined ? file : path.resolve(terminal.cwd, options.output);
  if (edited !== project || target !== file) {
    if (target !== file) {
      await copyAssets(assetsFolder(file), assetsFolder(target));
    }
    await writeProject(target, tidy(edited), target === file ? fingerprint : null);
  }
  const frames = edited.keyframes.map(({ frame }) => frame).join(', ');
  terminal.print(
    edited === project
      ? 'Nothing to change.'
      : `${edit.name}. Keyframes are at ${frames === '' ? 'no frame' : frames}.`,
  );
}
