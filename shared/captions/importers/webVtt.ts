import type { CaptionStyle, Slide } from '../schema.ts';
import { wordsIn, wordsOfSpans } from '../words.ts';
import { readClock, readSpan } from './clock.ts';
import { plainText } from './markup.ts';

const stamp = /<((?:\d+:)?\d{1,2}:\d{2}\.\d{1,6})>/;

/** Slides of a WebVTT text; words are timed where cues carry `<00:00:01.000>`. NOTE, STYLE and REGION blocks are passed over. */
export function readWebVtt(text: string): readonly Slide[] {
  const slides: Slide[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^(NOTE|STYLE|REGION)(\s|$)/.test(line)) {
      while ((lines[at] ?? '').trim() !== '') {
        at++;
      }
    } else if (line.includes('-->')) {
      const first = at + 1;
      while (at + 1 < lines.length && lines[at + 1]?.trim() !== '' && !lines[at + 1]?.includes('-->')) {
        at++;
      }
      slides.push(cue(line, lines.slice(first, at + 1).join('\n'), first));
    }
  }
  return slides;
}

function cue(timing: string, body: string, line: number): Slide {
  const [from = '', rest = ''] = timing.split('-->');
  const [to = '', ...settings] = rest.trim().split(/\s+/);
  const { start, end } = readSpan(from, to, line);
  const style = placed(settings);
  const parts = body.split(stamp);
  if (parts.length === 1) {
    const words = [...wordsIn(plainText(body), start, end)];
    return { id: 'new', start, end, timing: 'slide', words, style };
  }
  // split() with one group gives text, time, text, time, ... text.
  const times = parts.filter((_, i) => i % 2 === 1).map((time) => readClock(time, line));
  const texts = parts.filter((_, i) => i % 2 === 0).map(plainText);
  const spans = texts.map((text, i) => {
    const begins = Math.max(start, times[i - 1] ?? start);
    return { text, start: begins, end: Math.max(begins, Math.min(end, times[i] ?? end)) };
  });
  return { id: 'new', start, end, timing: 'words', words: [...wordsOfSpans(spans)], style };
}

/** The settings that have an equal here: `align`, and `line` in percent. */
function placed(settings: readonly string[]): Partial<CaptionStyle> {
  const given = new Map(settings.map((setting) => setting.split(':') as [string, string | undefined]));
  const align = {
    start: 'left',
    left: 'left',
    center: 'center',
    middle: 'center',
    end: 'right',
    right: 'right',
  } as const;
  const side = align[given.get('align') as keyof typeof align] as CaptionStyle['align'] | undefined;
  const y = /^(\d+(?:\.\d+)?)%/.exec(given.get('line') ?? '')?.[1];
  return {
    ...(side === undefined || side === 'center' ? {} : { align: side }),
    ...(y === undefined || Number(y) > 100
      ? {}
      : { anchor: Number(y) < 50 ? 'top' : 'bottom', position: { x: 0.5, y: Number(y) / 100 } }),
  };
}
