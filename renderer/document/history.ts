/** One step of the past: the state before it, and the name of what was done. */
export interface Step<T> {
  readonly name: string;
  readonly before: T;
  /** Steps with one key follow each other as one: the letters of a prompt. null never joins. */
  readonly key: string | null;
}

/** Undo without limit over immutable states; a state shares everything unchanged with its neighbours. */
export interface History<T> {
  readonly past: readonly Step<T>[];
  readonly present: T;
  readonly future: readonly { readonly name: string; readonly after: T }[];
}

export function historyOf<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

/** The history after a step. A step that changes nothing leaves it as it was. */
export function done<T>(history: History<T>, name: string, next: T, key: string | null = null): History<T> {
  if (next === history.present) {
    return history;
  }
  const last = history.past.at(-1);
  if (key !== null && last !== undefined && last.key === key && history.future.length === 0) {
    return { ...history, present: next };
  }
  return { past: [...history.past, { name, before: history.present, key }], present: next, future: [] };
}

/** Ends joining: the next step with the same key is a step of its own. */
export function sealed<T>(history: History<T>): History<T> {
  const last = history.past.at(-1);
  if (last === undefined || last.key === null) {
    return history;
  }
  return { ...history, past: [...history.past.slice(0, -1), { ...last, key: null }] };
}

export function undone<T>(history: History<T>): History<T> {
  const last = history.past.at(-1);
  if (last === undefined) {
    return history;
  }
  return {
    past: history.past.slice(0, -1),
    present: last.before,
    future: [{ name: last.name, after: history.present }, ...history.future],
  };
}

export function redone<T>(history: History<T>): History<T> {
  const next = history.future[0];
  if (next === undefined) {
    return history;
  }
  return {
    past: [...history.past, { name: next.name, before: history.present, key: null }],
    present: next.after,
    future: history.future.slice(1),
  };
}

export function undoName<T>(history: History<T>): string | null {
  return history.past.at(-1)?.name ?? null;
}

export function redoName<T>(history: History<T>): string | null {
  return history.future[0]?.name ?? null;
}
