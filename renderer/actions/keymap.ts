import type { Chord } from './chord.ts';

/** What the keymap needs of an action. */
export interface Keyed {
  readonly id: string;
  readonly keys: readonly Chord[];
}

/** A person's own keys by action id; an empty list takes an action's keys away. */
export type OwnKeys = Readonly<Record<string, readonly Chord[]>>;

export interface Conflict {
  readonly chord: Chord;
  readonly ids: readonly string[];
}

export function keysFor(action: Keyed, own: OwnKeys): readonly Chord[] {
  return own[action.id] ?? action.keys;
}

/** Which action a chord means; where two claim it, the first. */
export function keymapOf(actions: readonly Keyed[], own: OwnKeys): ReadonlyMap<Chord, string> {
  const map = new Map<Chord, string>();
  for (const action of actions) {
    for (const chord of keysFor(action, own)) {
      if (!map.has(chord)) {
        map.set(chord, action.id);
      }
    }
  }
  return map;
}

/** Every chord that more than one action claims. */
export function conflictsOf(actions: readonly Keyed[], own: OwnKeys): readonly Conflict[] {
  const claims = new Map<Chord, string[]>();
  for (const action of actions) {
    for (const chord of keysFor(action, own)) {
      claims.set(chord, [...(claims.get(chord) ?? []), action.id]);
    }
  }
  return [...claims].filter(([, ids]) => ids.length > 1).map(([chord, ids]) => ({ chord, ids }));
}
