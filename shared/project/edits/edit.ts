import type { Project } from '../schema.ts';

/**
 * One step a creator can undo, with its name for the undo menu. `apply` is pure and answers the SAME object when
 * nothing changes, so that a step that does nothing never enters the history.
 */
export interface Edit {
  readonly name: string;
  readonly apply: (project: Project) => Project;
}

/** Several edits as one step: the pictures of a drop and their keyframes. */
export function together(name: string, edits: readonly Edit[]): Edit {
  return { name, apply: (project) => edits.reduce((now, edit) => edit.apply(now), project) };
}

/** The project with `patch`, or the same object when the patch says nothing new. */
export function changed(project: Project, patch: Partial<Project>): Project {
  return merged(project, patch);
}

/** `target` with `patch`, or the same object when the patch says nothing new. */
export function merged<T extends object>(target: T, patch: Partial<T>): T {
  const keys = Object.keys(patch) as (keyof T)[];
  return keys.every((key) => equal(target[key], patch[key])) ? target : { ...target, ...patch };
}

/** The same, or equal as JSON where both are small. */
function equal(a: unknown, b: unknown): boolean {
  return a === b || (isSmall(a) && isSmall(b) && JSON.stringify(a) === JSON.stringify(b));
}

/** Lists and tables of thousands are compared by reference alone: whoever makes them keeps the old one if it can. */
function isSmall(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return (Array.isArray(value) ? value : Object.keys(value)).length <= 32;
}
