import type { CaptionStyle, Slide } from '../schema.ts';
import { wordsIn } from '../words.ts';
import { readSpan } from './clock.ts';
import { plainText } from './markup.ts';

/** Slides of a SubRip (.srt) text: every line with an arrow begins a caption, whatever its number says. */
export function readSubRip(text: string): readonly Slide[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, i) => (line.includes('-->') ? [i] : []));
  return starts.map((at, i) => {
    const [from = '', to = ''] = (lines[at] ?? '').split('-->');
    const { start, end } = readSpan(from, /^\s*\S*/.exec(to)?.[0] ?? '', at + 1);
    const next = starts[i + 1];
    const body = lines.slice(at + 1, next);
    if (next !== undefined && endsInNumber(body)) {
      body.pop();
    }
    const raw = body.join('\n').trim();
    const style: Partial<CaptionStyle> = /\{\\an([789])\}/.test(raw)
      ? { anchor: 'top', position: { x: 0.5, y: 0.08 } }
      : {};
    return { id: 'new', start, end, timing: 'slide', words: [...wordsIn(plainText(raw), start, end)], style };
  });
}

/** The next caption's number stands right above its times, after a blank line. */
function endsInNumber(body: readonly string[]): boolean {
  return /^\s*\d+\s*$/.test(body.at(-1) ?? '') && (body.at(-2) ?? '').trim() === '';
}
