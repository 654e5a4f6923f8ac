import type { CaptionStyle, Slide } from '../schema.ts';
import { exact, wordsIn, wordsOfSpans } from '../words.ts';
import { readSpan } from './clock.ts';
import { unreadable } from './faults.ts';
import { readLook, sidesOf, type Screen } from './subStationLook.ts';

interface Event {
  readonly look: string;
  readonly slide: Slide;
}

/**
 * Slides of an ASS or SSA text and the look of its most used style. Karaoke (`\k`, `\kf`, `\ko`) times the words; drawings,
 * effects, transforms and Comment lines are left out. Source: the SSA v4+ specification and libass' handling of it.
 */
export function readSubStation(text: string): {
  readonly slides: readonly Slide[];
  readonly style: Partial<CaptionStyle>;
} {
  const lines = text.split('\n');
  const size = (name: string, otherwise: number) =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, 'im').exec(text)?.[1] ?? otherwise) || otherwise;
  const height = size('PlayResY', 288);
  const screen: Screen = { height, width: size('PlayResX', Math.round((height * 4) / 3)) };
  const looks = new Map<string, Partial<CaptionStyle>>();
  const events: Event[] = [];
  let format: readonly string[] = [];
  lines.forEach((line, i) => {
    const [, kind = '', rest = ''] = /^(Format|Style|Dialogue):\s*(.*)$/i.exec(line) ?? [];
    if (/^format$/i.test(kind)) {
      format = rest.split(',').map((name) => name.trim().toLowerCase());
    } else if (/^style$/i.test(kind)) {
      const fields = named(format, rest);
      looks.set(fields.get('name') ?? 'Default', readLook(fields, screen));
    } else if (/^dialogue$/i.test(kind)) {
      const event = readEvent(named(format, rest), screen, i + 1);
      if (event !== null) {
        events.push(event);
      }
    }
  });
  const base = mostUsed(events);
  const slides = events.map(({ look, slide }) =>
    look === base ? slide : { ...slide, style: { ...(looks.get(look) ?? {}), ...slide.style } },
  );
  return { slides, style: looks.get(base) ?? {} };
}

/** The last field takes the rest of the line, commas and all. */
function named(format: readonly string[], rest: string): ReadonlyMap<string, string> {
  const parts = rest.split(',');
  const fields = new Map<string, string>();
  format.forEach((name, i) => {
    const value = i === format.length - 1 ? parts.slice(i).join(',') : (parts[i] ?? '');
    fields.set(name, i === format.length - 1 ? value : value.trim());
  });
  return fields;
}

function readEvent(fields: ReadonlyMap<string, string>, screen: Screen, line: number): Event | null {
  if (!fields.has('text') || !fields.has('start') || !fields.has('end')) {
    throw unreadable('a Dialogue comes before the Format line that says what its fields are.', line);
  }
  const text = fields.get('text') ?? '';
  if (/\\p[1-9]/.test(text)) {
    return null;
  }
  const { start, end } = readSpan(fields.get('start') ?? '', fields.get('end') ?? '', line);
  const style = placed(text, screen);
  const look = (fields.get('style') ?? 'Default').replace(/^\*/, '');
  const spans = karaoke(text, start, end);
  const slide: Slide =
    spans === null
      ? { id: 'new', start, end, timing: 'slide', words: [...wordsIn(bare(text), start, end)], style }
      : { id: 'new', start, end, timing: 'words', words: [...wordsOfSpans(spans)], style };
  return { look, slide };
}

const bare = (text: string): string =>
  text
    .replace(/\{[^}]*\}/g, '')
    .replace(/\\N/g, '\n')
    .replace(/\\n/g, ' ')
    .replace(/\\h/g, '\u00a0');

/** The syllables of a karaoke line with their times, or null for a line without. */
function karaoke(text: string, start: number, end: number) {
  const parts = text.split(/\{[^}]*?\\[kK][fot]?(\d+)[^}]*\}/);
  if (parts.length === 1) {
    return null;
  }
  const spans: { text: string; start: number; end: number }[] = [];
  let now = start;
  for (let i = 0; i < parts.length; i += 2) {
    const lasts = i === 0 ? 0 : Number(parts[i - 1]) / 100;
    const until = Math.min(end, exact(now + lasts));
    spans.push({ text: bare(parts[i] ?? ''), start: now, end: until });
    now = until;
  }
  return spans;
}

/** What a line says about its own place: `\an`, `\a` is not read, `\pos`. */
function placed(text: string, screen: Screen): Partial<CaptionStyle> {
  const number = /\\an([1-9])/.exec(text)?.[1];
  const sides = number === undefined ? {} : sidesOf(Number(number), 0.06);
  const [, x, y] = /\\pos\(\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\)/.exec(text) ?? [];
  if (x === undefined || y === undefined) {
    return sides;
  }
  const part = (value: string, whole: number) => Math.min(1, Math.max(0, Number(value) / whole));
  return { ...sides, position: { x: part(x, screen.width), y: part(y, screen.height) } };
}

function mostUsed(events: readonly Event[]): string {
  const counts = new Map<string, number>();
  for (const { look } of events) {
    counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'Default';
}
