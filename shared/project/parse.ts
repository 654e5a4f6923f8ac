import type { z } from 'zod';
import { Fault } from '../fault.ts';
import { createSeats } from './edits/seats.ts';
import { migrated } from './migrations.ts';
import { currentVersion, projectSchema, type Keyframe, type Project } from './schema.ts';

export interface ParsedProject {
  readonly project: Project;
  /** Why it may not be saved over, or null. */
  readonly readOnly: string | null;
  /** What had to be put right, one sentence each; empty for a file as Entracte writes it. */
  readonly repairs: readonly string[];
}

const useBackup = 'Open one of its backups, in the “.backups” folder beside it.';

/**
 * Reads a project file's text, or its JSON already parsed. Older versions are migrated; a newer one is read as far
 * as it is known and may not be saved over; keyframes out of order or on one frame are put right and said.
 * Faults: project-not-json, not-a-project, project-damaged (names the field), project-newer. `name` is how the
 * sentences call the file.
 */
export function parseProject(input: unknown, name = 'The project'): ParsedProject {
  const data = typeof input === 'string' ? fromJson(input, name) : input;
  if (!isRecord(data) || data['format'] !== 'entracte') {
    throw noProject(name);
  }
  const version = data['version'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw damaged(name, 'version', 'it must be a whole number from 1');
  }
  if (version > currentVersion) {
    const known = knownParts({ ...data, version: currentVersion });
    if (known === null) {
      throw new Fault(
        'project-newer',
        `${name} was made by a newer Entracte and cannot be read by this one.`,
        'Update Entracte, then open it again.',
      );
    }
    const readOnly = 'It was made by a newer Entracte; save it under another name to change it here.';
    return { ...repaired(known), readOnly };
  }
  const result = projectSchema.safeParse(migrated(data, version, currentVersion));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw issue === undefined ? damaged(name, 'file', 'it cannot be read') : damaged(name, ...wording(issue));
  }
  return { ...repaired(result.data), readOnly: null };
}

function fromJson(text: string, name: string): unknown {
  try {
    // Editors of some systems put a byte order mark before the text.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // A project cut off still begins as one, and one that a power cut zeroed is all zeros.
    if (/^\s*[^\s{\0]/.test(text.replace(/^\uFEFF/, ''))) {
      throw noProject(name, error);
    }
    const what = text.trim() === '' ? 'is empty' : 'is not complete JSON; it was cut off or changed by hand';
    throw new Fault('project-not-json', `${name} ${what}.`, useBackup, error);
  }
}

const noProject = (name: string, cause?: unknown) =>
  new Fault(
    'not-a-project',
    `${name} is not an Entracte project.`,
    'Choose a file that ends in .entracte.',
    cause,
  );

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const damaged = (name: string, field: string, why: string) =>
  new Fault(
    'project-damaged',
    `${name} is damaged at “${field}”: ${why}.`,
    `Correct that field, or: ${useBackup}`,
  );

type Issue = z.core.$ZodIssue;

/** The field as people write it ("keyframes[3].frame") and what is wrong with it. */
function wording(issue: Issue): [field: string, why: string] {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const field = path.reduce<string>(
    (text, part) =>
      typeof part === 'number'
        ? `${text}[${String(part)}]`
        : text === ''
          ? String(part)
          : `${text}.${String(part)}`,
    '',
  );
  const why =
    issue.code === 'unrecognized_keys'
      ? 'this field is not known'
      : issue.message.replace(/^Invalid input: /, '');
  return [field, why];
}

/** What this version knows of newer data: fields it does not know are left out, wherever they are. */
function knownParts(data: unknown): Project | null {
  const copy: unknown = structuredCloned(data);
  // Every round removes all unknown fields zod can see; one round shows those inside what was hidden before.
  for (let round = 0; round < 5; round++) {
    const result = projectSchema.safeParse(copy);
    if (result.success) {
      return result.data;
    }
    const unknown = result.error.issues.filter((issue) => issue.code === 'unrecognized_keys');
    if (unknown.length < result.error.issues.length) {
      return null;
    }
    for (const { path, keys } of unknown) {
      const owner = path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown>)[part], copy);
      for (const key of keys) {
        Reflect.deleteProperty(owner as object, key);
      }
    }
  }
  return null;
}

const structuredCloned = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

/** Keyframes and slides sorted, each with an id of its own. */
function repaired(project: Project): { readonly project: Project; readonly repairs: readonly string[] } {
  const first = withKeyframesRepaired(project);
  const second = withSlidesRepaired(first.project);
  return { project: second.project, repairs: [...first.repairs, ...second.repairs] };
}

function withSlidesRepaired(project: Project) {
  const { captions } = project;
  if (captions === null) {
    return { project, repairs: [] };
  }
  const repairs: string[] = [];
  const sorted = captions.slides.toSorted((a, b) => a.start - b.start);
  if (sorted.some((slide, i) => slide !== captions.slides[i])) {
    repairs.push('The captions were not in order; they were sorted.');
  }
  const ids = new Set<string>();
  const slides = sorted.map((slide) => {
    const id = ids.has(slide.id) ? freeId(slide.id, ids) : slide.id;
    ids.add(id);
    return id === slide.id ? slide : { ...slide, id };
  });
  if (slides.some((slide, i) => slide !== sorted[i])) {
    repairs.push('Captions had one id; they got new ones.');
  }
  return repairs.length === 0
    ? { project, repairs }
    : { project: { ...project, captions: { ...captions, slides } }, repairs };
}

/** Keyframes sorted, each with a frame and an id of its own. */
function withKeyframesRepaired(project: Project): {
  readonly project: Project;
  readonly repairs: readonly string[];
} {
  const sorted = project.keyframes.toSorted((a, b) => a.frame - b.frame);
  const repairs: string[] = [];
  if (sorted.some((keyframe, i) => keyframe !== project.keyframes[i])) {
    repairs.push('The keyframes were not in order; they were sorted.');
  }
  // Taken frames first: a keyframe that gives way never pushes another one from a frame it had to itself.
  const seats = createSeats(sorted.map(({ frame }) => frame));
  const frames = new Set<number>();
  const ids = new Set<string>();
  const keyframes = sorted.map((keyframe): Keyframe => {
    const frame = frames.has(keyframe.frame) ? seats.take(keyframe.frame) : keyframe.frame;
    const id = ids.has(keyframe.id) ? freeId(keyframe.id, ids) : keyframe.id;
    frames.add(frame);
    ids.add(id);
    if (frame !== keyframe.frame) {
      repairs.push(`Two keyframes were on frame ${String(keyframe.frame)}; one moved to ${String(frame)}.`);
    }
    if (id !== keyframe.id) {
      repairs.push(`Two keyframes had one id; the one on frame ${String(frame)} got a new one.`);
    }
    return frame === keyframe.frame && id === keyframe.id ? keyframe : { ...keyframe, frame, id };
  });
  return repairs.length === 0
    ? { project, repairs }
    : { project: { ...project, keyframes: keyframes.toSorted((a, b) => a.frame - b.frame) }, repairs };
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  for (let n = 2; ; n++) {
    const free = `${id}-${String(n)}`;
    if (!taken.has(free)) {
      return free;
    }
  }
}
