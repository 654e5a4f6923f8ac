/** A key with its modifiers, written one way: `Mod+Shift+Z`; Mod is Ctrl, and Command on a Mac. */
export type Chord = string;

interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const named: Readonly<Record<string, string>> = { ' ': 'Space', Esc: 'Escape', Del: 'Delete', '+': 'Plus' };

/**
 * The chord of a key press, or null while only modifiers are down. Letters go by what the layout writes, so Z is Z
 * on every keyboard; where it writes no latin letter the key's place decides. Signs carry their Shift in themselves.
 */
export function chordOf(event: Pressed): Chord | null {
  if (['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead', 'Process'].includes(event.key)) {
    return null;
  }
  const single = event.key.length === 1;
  const latin = /^[\x20-\x7e]$/.test(event.key);
  const fallback = /^Key([A-Z])$/.exec(event.code)?.[1];
  const key = single && !latin && fallback !== undefined ? fallback : event.key;
  const sign = single && !/^[a-zA-Z0-9 ]$/.test(key);
  const parts = [
    event.ctrlKey || event.metaKey ? 'Mod' : null,
    event.altKey ? 'Alt' : null,
    event.shiftKey && !sign ? 'Shift' : null,
    named[key] ?? (key.length === 1 ? key.toUpperCase() : key),
  ];
  return parts.filter((part) => part !== null).join('+');
}

const shown: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
  Plus: '+',
  '-': '−',
};
const shownOnMac: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Enter: '⏎',
  Backspace: '⌫',
};

/** The keys of a chord as they stand on the keyboard. */
export function keysOf(chord: Chord, mac: boolean): readonly string[] {
  return chord
    .split('+')
    .map((part) => (mac ? shownOnMac[part] : undefined) ?? (part === 'Mod' ? 'Ctrl' : (shown[part] ?? part)));
}
