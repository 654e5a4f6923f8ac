type Kind = 'L' | 'R' | 'AL' | 'EN' | 'AN' | 'ES' | 'ET' | 'CS' | 'NSM' | 'ON';

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/[\p{Mn}\p{Me}\u200d\ufe00-\ufe0f]/u, 'NSM'],
  [/[0-9\u06f0-\u06f9]/u, 'EN'],
  [/[\u0660-\u0669\u066b\u066c]/u, 'AN'],
  [/[\u200f\p{Script=Hebrew}\p{Script=Nko}\p{Script=Samaritan}]/u, 'R'],
  [/[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\u061c]/u, 'AL'],
  [/[+\-\u2212]/u, 'ES'],
  [/[#%‰°\p{Sc}]/u, 'ET'],
  [/[,.:/\u00a0\u060c]/u, 'CS'],
  [/[\p{L}\p{N}\u200e]/u, 'L'],
];

const kindOf = (letter: string): Kind => kinds.find(([pattern]) => pattern.test(letter))?.[1] ?? 'ON';

const anyRightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u200f]/;

/** The direction of a text by its first letter that has one (rules P2 and P3). */
export function directionOf(text: string): 'ltr' | 'rtl' {
  for (const letter of text) {
    const kind = kindOf(letter);
    if (kind === 'L') {
      return 'ltr';
    }
    if (kind === 'R' || kind === 'AL') {
      return 'rtl';
    }
  }
  return 'ltr';
}

/**
 * The embedding level of every UTF-16 unit of a line: even runs left to right, odd right to left. Source: the Unicode Bidirectional
 * Algorithm (UAX #9), rules W1 to I2; explicit embeddings and isolates, which captions do not carry, and bracket pairs (N0) are left out.
 */
export function levelsOf(text: string, direction: 'ltr' | 'rtl'): Uint8Array {
  const base = direction === 'rtl' ? 1 : 0;
  const levels = new Uint8Array(text.length).fill(base);
  if (base === 0 && !anyRightToLeft.test(text)) {
    return levels;
  }
  const letters = Array.from(text);
  const edge: Kind = base === 1 ? 'R' : 'L';
  const resolved = neutrals(weak(letters.map(kindOf), edge), edge);
  let at = 0;
  letters.forEach((letter, i) => {
    levels.fill(levelAt(resolved[i] ?? 'ON', base), at, at + letter.length);
    at += letter.length;
  });
  return levels;
}

function levelAt(kind: Kind, base: number): number {
  if (kind === 'EN' || kind === 'AN') {
    return 2;
  }
  return kind === 'R' ? 1 : base === 1 ? 2 : 0;
}

/** Rules W1 to W7. */
function weak(kinds: readonly Kind[], edge: Kind): Kind[] {
  const result = [...kinds];
  let strong: Kind = edge;
  result.forEach((kind, i) => {
    const before = result[i - 1] ?? edge;
    if (kind === 'NSM') {
      result[i] = before;
    } else if (kind === 'EN' && strong === 'AL') {
      result[i] = 'AN';
    }
    if (kind === 'L' || kind === 'R' || kind === 'AL') {
      strong = kind;
    }
  });
  result.forEach((kind, i) => {
    const [before, after] = [result[i - 1], result[i + 1]];
    if (kind === 'AL') {
      result[i] = 'R';
    } else if (kind === 'ES' && before === 'EN' && after === 'EN') {
      result[i] = 'EN';
    } else if (kind === 'CS' && before === after && (before === 'EN' || before === 'AN')) {
      result[i] = before;
    }
  });
  for (let i = 0; i < result.length; i++) {
    if (result[i] === 'ET') {
      let until = i;
      while (result[until] === 'ET') {
        until++;
      }
      const touches = result[i - 1] === 'EN' || result[until] === 'EN';
      result.fill(touches ? 'EN' : 'ON', i, until);
      i = until - 1;
    }
  }
  strong = edge;
  return result.map((kind) => {
    if (kind === 'L' || kind === 'R') {
      strong = kind;
    }
    if (kind === 'ES' || kind === 'CS') {
      return 'ON';
    }
    return kind === 'EN' && strong === 'L' ? 'L' : kind;
  });
}

/** Rules N1 and N2: what has no direction takes that of both its sides, else the line's. Numbers count as right to left. */
function neutrals(kinds: Kind[], edge: Kind): Kind[] {
  const side = (kind: Kind | undefined): Kind => (kind === undefined ? edge : kind === 'L' ? 'L' : 'R');
  for (let i = 0; i < kinds.length; i++) {
    if (kinds[i] === 'ON') {
      let until = i;
      while (kinds[until] === 'ON') {
        until++;
      }
      const [before, after] = [side(kinds[i - 1]), side(kinds[until])];
      kinds.fill(before === after ? before : edge, i, until);
      i = until - 1;
    }
  }
  return kinds;
}

/** The visual order, left to right, of runs with these levels (rule L2): places in the logical order. */
export function visualOrder(levels: readonly number[]): readonly number[] {
  const order = levels.map((_, i) => i);
  const highest = Math.max(0, ...levels);
  for (let level = highest; level > 0; level--) {
    for (let i = 0; i < order.length; i++) {
      let until = i;
      while (until < order.length && (levels[order[until] ?? 0] ?? 0) >= level) {
        until++;
      }
      if (until > i) {
        order.splice(i, until - i, ...order.slice(i, until).reverse());
        i = until;
      }
    }
  }
  return order;
}
