import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { Fault } from '../../shared/fault.ts';
import { defaultCost } from '../../shared/planner/cost.ts';
import { filmFromKeyframes, filmFromSegments, type ListedFilm } from '../../shared/planner/films.ts';
import { planFilm } from '../../shared/planner/plan.ts';
import { draftProfile } from '../../shared/planner/profiles.ts';
import { planJson, planTable } from '../../shared/planner/report.ts';
import type { Planning } from '../../shared/project/schema.ts';
import { parseProject } from '../../shared/project/parse.ts';
import { projectFromPayload } from '../../shared/project/payload.ts';
import { fileFault } from '../media/fileFault.ts';
import type { Terminal } from './terminal.ts';

interface PlanOptions {
  readonly keyframes?: string;
  readonly end?: string;
  readonly prompts?: string;
  readonly segments?: string;
  readonly overlaps?: string;
  readonly pin?: string;
  readonly largest?: string;
  readonly step?: string;
  readonly context?: string;
  readonly maxSpan?: string;
  readonly strategy?: Planning['strategy'];
  readonly joinPrompts?: boolean;
  readonly json?: boolean;
}

const bad = (message: string, remedy: string) => new Fault('bad-input', message, remedy);

/** "0,25,54" as numbers; what is no number is named with its field. */
function numbers(field: string, text: string): number[] {
  return text.split(',').map((word, i) => {
    const value = word.trim() === '' ? NaN : Number(word);
    if (!Number.isFinite(value)) {
      throw bad(
        `${field}[${String(i)}] is “${word.trim()}”, which is no number.`,
        `Give ${field} as 0,25,54.`,
      );
    }
    return value;
  });
}

function number(field: string, text: string): number {
  return numbers(field, text)[0] ?? NaN;
}

/** A project file or an older payload, told apart by what is in it. */
export async function readFilm(file: string): Promise<ListedFilm> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw fileFault(`“${path.basename(file)}” could not be opened`, file, error);
  }
  if (/"segment_frames_expanded"/.test(text)) {
    return projectFromPayload(JSON.parse(text));
  }
  const { project, repairs } = parseProject(text, `“${path.basename(file)}”`);
  return { project, notes: repairs };
}

function listedFilm(options: PlanOptions): ListedFilm {
  const prompts = options.prompts === undefined ? {} : { prompts: options.prompts.split('|') };
  const pins = options.pin === undefined ? {} : { pins: numbers('pin', options.pin) };
  const shared = { ...prompts, ...pins, planning: planningOf(options) };
  if (options.segments !== undefined) {
    const overlaps =
      options.overlaps === undefined ? {} : { overlaps: numbers('overlaps', options.overlaps) };
    return filmFromSegments({ ...shared, ...overlaps, segments: numbers('segments', options.segments) });
  }
  const end = options.end === undefined ? null : number('end', options.end);
  return filmFromKeyframes({ ...shared, end, frames: numbers('keyframes', options.keyframes ?? '') });
}

function planningOf(options: PlanOptions): Partial<Omit<Planning, 'pins' | 'refused'>> {
  return {
    ...(options.strategy === undefined ? {} : { strategy: options.strategy }),
    ...(options.joinPrompts === true ? { joinPrompts: true } : {}),
    ...(options.maxSpan === undefined ? {} : { maxSpan: number('maxSpan', options.maxSpan) }),
    // The list is checked where it is used, so that a context of 4 is told in one place.
    ...(options.context === undefined
      ? {}
      : { context: number('context', options.context) as Planning['context'] }),
  };
}

export function addPlanCommand(program: Command, terminal: Terminal): void {
  program
    .command('plan')
    .description('how a film is cut into generations, and why')
    .argument('[film]', 'a .entracte file or an older payload.json')
    .option('--keyframes <frames>', 'film frames of the keyframes: 0,25,54')
    .option('--end <frame>', 'the last frame, when the film goes on after the last keyframe')
    .option('--segments <frames>', 'the older form: frames of each segment')
    .option('--overlaps <frames>', 'with --segments: frames shared by neighbours')
    .option('--prompts <texts>', 'one a segment, or one for all: "a|b"')
    .option('--largest <frames>', 'the largest batch', '81')
    .option('--step <frames>', 'lengths are multiples of this, plus one', '4')
    .option('--context <frames>', '1, 5, 9, 13 or 17 frames of the batch before')
    .option('--max-span <frames>', 'the most a batch may span: what one failure can lose')
    .addOption(
      new Option('--strategy <name>', 'how cuts are chosen').choices(['fastest', 'fill', 'separate']),
    )
    .option('--join-prompts', 'join the prompts of a batch instead of cutting between them')
    .option('--pin <frames>', 'keyframes at which a batch must end: 25,54')
    .option('--json', 'one JSON object')
    .action(async (file: string | undefined, options: PlanOptions) => {
      if (file === undefined && options.keyframes === undefined && options.segments === undefined) {
        throw bad('There is nothing to plan.', 'Name a film, or give --keyframes 0,25,54.');
      }
      const { project, notes } =
        file === undefined ? listedFilm(options) : await readFilm(path.resolve(terminal.cwd, file));
      const profile = {
        ...draftProfile,
        step: number('step', options.step ?? '4'),
        largest: number('largest', options.largest ?? '81'),
      };
      const planned = {
        ...project,
        planning: { ...project.planning, ...(file === undefined ? {} : planningOf(options)) },
      };
      const plan = planFilm(planned, profile, defaultCost(profile, project.size));
      notes.forEach(terminal.say);
      terminal.print(options.json === true ? JSON.stringify(planJson(plan)) : planTable(plan).trimEnd());
    });
}
