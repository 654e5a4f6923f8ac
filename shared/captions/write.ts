import type { CaptionTrack, Slide } from './schema.ts';
import { textOf } from './slide.ts';

/** The track as SubRip: one caption a slide, without styles. */
export function subRip(track: CaptionTrack): string {
  return track.slides
    .map((slide, i) => `${String(i + 1)}\n${span(slide, ',')}\n${textOf(slide)}\n`)
    .join('\n');
}

/** The track as WebVTT, with a time before every word that has one. */
export function webVtt(track: CaptionTrack): string {
  return ['WEBVTT\n', ...track.slides.map((slide) => `${span(slide, '.')}\n${timedText(slide)}\n`)].join(
    '\n',
  );
}

const span = (slide: Slide, point: string): string =>
  `${clock(slide.start, point)} --> ${clock(slide.end, point)}`;

function timedText(slide: Slide): string {
  if (slide.timing === 'slide') {
    return escaped(textOf(slide));
  }
  return slide.words
    .map((word, i) => {
      const stamp = i === 0 && word.start <= slide.start ? '' : `<${clock(word.start, '.')}>`;
      return `${i === 0 ? '' : word.gap}${stamp}${escaped(word.text)}`;
    })
    .join('');
}

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function clock(seconds: number, point: string): string {
  const ms = Math.round(seconds * 1000);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const part = String(ms % 1000).padStart(3, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${point}${part}`;
}
