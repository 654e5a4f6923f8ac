/**
 * A picture's hash and dominant colours as numbers: two halves of 32 bits, then three colours, 0xrrggbb or none. Texts of
 * them are made only for those that are shown.
 */

export const mostColours = 3;
export const wordCount = 2 + mostColours;
export const noColour = 0xffffffff;

const hex = (word: number, digits: number) => word.toString(16).padStart(digits, '0');

export function hashText(words: Uint32Array): string {
  return hex(words[0] ?? 0, 8) + hex(words[1] ?? 0, 8);
}

/** "#1a2b3c", largest first. */
export function colourTexts(words: Uint32Array): string[] {
  return [...words.subarray(2, wordCount)]
    .filter((word) => word !== noColour)
    .map((word) => `#${hex(word, 6)}`);
}
