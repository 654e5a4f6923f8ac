const mostNamed = 8;

/** What is said of letters that no font has; null where there are none. */
export function lackingNote(letters: readonly string[]): string | null {
  if (letters.length === 0) {
    return null;
  }
  const more = letters.length - mostNamed;
  const named = letters.slice(0, mostNamed).join(' ');
  return `No font here has ${named}${more > 0 ? ` and ${String(more)} more letters` : ''}: captions show boxes there. Choose or install a font that has them.`;
}
