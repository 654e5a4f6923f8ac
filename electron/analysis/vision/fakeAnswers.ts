import type { Mode } from './fakeModes.ts';
import type { Looked } from './fakeSight.ts';

/** An answer to a question that asks for JSON: an entry a picture, in the way of the mode. */
export function entriesOf({ kind }: Mode, pictures: readonly Looked[], text: string): string {
  const wanted = text.split('\n').filter((line) => line.startsWith('Picture '));
  const all = pictures.map((picture, at) => ({
    tag: tagSeen(kind, picture, at === pictures.length - 1),
    text:
      kind === 'blind' ? 'A person in a landscape.' : words(kind === 'lastSeen' ? pictures.at(-1) : picture),
    between: wanted[at]?.includes('between') === true ? `It changes to ${words(picture)}` : '',
  }));
  const entries =
    kind === 'reversed'
      ? [...all].reverse()
      : kind === 'lastMissing' && all.length > 1
        ? all.slice(0, -1)
        : kind === 'repeats' && all.length > 1
          ? all.map((entry, at) => (at === 1 ? { ...entry, tag: all[0]?.tag ?? '' } : entry))
          : all;
  return JSON.stringify({ entries });
}

/** An answer to a question that asks for no JSON: the code, or the name of the colour. */
export function plainAnswer({ kind }: Mode, [picture]: readonly Looked[]): string {
  if (kind === 'blind' || picture === undefined) {
    return 'I see a lovely picture.';
  }
  return kind === 'unlettered' || picture.tag === '' ? `It is ${nameOf(picture.colour)}.` : picture.tag;
}

/** A model that does not look makes codes up. */
function tagSeen(kind: Mode['kind'], picture: Looked, isLast: boolean): string {
  const looks = kind !== 'blind' && kind !== 'unlettered' && (kind !== 'lastSeen' || isLast);
  return looks ? picture.tag : 'ABC';
}

/** What the fake says about a picture: enough to tell whether it was this one. */
export function words(picture: Pick<Looked, 'colour'> | undefined): string {
  return `A field of ${String(Math.round((picture?.colour[0] ?? 0) / 4))}.`;
}

function nameOf([r, g, b]: readonly [number, number, number]): string {
  const named = [
    ['red', 220, 20, 20],
    ['green', 20, 150, 40],
    ['blue', 20, 50, 220],
    ['yellow', 245, 225, 30],
    ['black', 0, 0, 0],
    ['white', 255, 255, 255],
    ['orange', 250, 140, 10],
    ['pink', 250, 120, 200],
  ] as const;
  const far = (one: (typeof named)[number]) =>
    Math.abs(one[1] - r) + Math.abs(one[2] - g) + Math.abs(one[3] - b);
  return [...named].sort((a, z) => far(a) - far(z))[0]?.[0] ?? 'grey';
}
