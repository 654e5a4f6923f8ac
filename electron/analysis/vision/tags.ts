/**
 * Letters that stay apart for a model on a small picture, and that spell no digit: without I, O, Q, S, Z, B, G, D,
 * U, V and W, and without J, which Inter paints like a hook.
 */
export const tagLetters = 'ACEFHKLMNPRTXY';

export const tagLength = 3;

/** Different random codes, one a picture: 14^3 = 2744 of them, so that a guess is right once in thousands. */
export function newTags(count: number, random: () => number): readonly string[] {
  const tags = new Set<string>();
  while (tags.size < count) {
    const letter = () => tagLetters[Math.floor(random() * tagLetters.length)] ?? 'A';
    tags.add(Array.from({ length: tagLength }, letter).join(''));
  }
  return [...tags];
}

/** What a model wrote as a code, without what models like to put around it. */
export function plainTag(written: string): string {
  return written.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
