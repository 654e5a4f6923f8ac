import type { CaptionWord, Slide } from '../schema.ts';
import { inOrder, slidesOfWords, usualLimits, type SlideLimits } from '../slides.ts';
import { wordsIn } from '../words.ts';
import { unreadable } from './faults.ts';
import { isRecord, number, text, type Unknown } from './loose.ts';
import { joined, type Heard } from './joined.ts';

interface Segment extends Heard {
  readonly words: readonly Heard[];
}

/**
 * Slides of a transcript as whisper (`segments[].words`), whisperX (words without times among them), faster-whisper, whisper.cpp
 * (`transcription[].offsets`, `tokens`), OpenAI's verbose_json (`words` beside `segments`) and transformers (`chunks`) write it,
 * or of a plain list of words. Throws 'captions-unreadable'.
 */
export function readTranscript(json: unknown, limits: SlideLimits = usualLimits): readonly Slide[] {
  const list = listOf(json);
  if (list === null) {
    throw unreadable('this JSON has neither segments nor words with times.', null);
  }
  const segments = list.map(segmentOf);
  const top = isRecord(json) && Array.isArray(json['words']) ? json['words'].map(segmentOf) : null;
  if (top !== null && segments.every((segment) => segment.words.length === 0)) {
    return slidesOfWords(joined(punctuated(top, segments, json)), limits);
  }
  if (segments.every((segment) => segment.words.length === 0)) {
    return segments.every((segment) => !/\S\s+\S/.test(segment.text))
      ? slidesOfWords(joined(segments), limits)
      : inOrder(segments.flatMap(untimed));
  }
  return inOrder(
    segments.flatMap((segment) => {
      const words = joined(segment.words, segment);
      return words.length === 0 ? untimed(segment) : slidesOfSegment(segment, words, limits);
    }),
  );
}

function listOf(json: unknown): readonly unknown[] | null {
  if (Array.isArray(json)) {
    return json;
  }
  if (!isRecord(json)) {
    return null;
  }
  for (const name of ['segments', 'transcription', 'chunks', 'slides', 'word_segments', 'words']) {
    const found = json[name];
    if (Array.isArray(found) && (found.length > 0 || !Array.isArray(json['words']))) {
      return found;
    }
  }
  return null;
}

function segmentOf(value: unknown, index: number): Segment {
  if (!isRecord(value)) {
    throw unreadable(`entry ${String(index + 1)} of the JSON is not a piece of speech.`, null);
  }
  const inner = value['words'] ?? value['tokens'];
  // openai's whisper lists a segment's tokens as bare numbers.
  const words = Array.isArray(inner) ? inner.filter(isRecord).map(heard) : [];
  return { ...heard(value), words: words.filter((word) => !/^\[_.*\]$|^<\|.*\|>$/.test(word.text.trim())) };
}

function heard(value: Unknown): Heard {
  const offsets = isRecord(value['offsets']) ? value['offsets'] : null;
  const pair = Array.isArray(value['timestamp']) ? value['timestamp'] : null;
  const milliseconds = (time: unknown) => {
    const found = number(time);
    return found === null ? null : found / 1000;
  };
  return {
    text: text(value['word']) ?? text(value['text']) ?? text(value['punctuated_word']) ?? '',
    start:
      offsets === null ? number(pair === null ? value['start'] : pair[0]) : milliseconds(offsets['from']),
    end: offsets === null ? number(pair === null ? value['end'] : pair[1]) : milliseconds(offsets['to']),
  };
}

/** A segment without times for its words. */
function untimed({ text: said, start, end, words }: Segment): readonly Slide[] {
  if (said.trim() === '' && words.length === 0) {
    return [];
  }
  if (start === null || end === null || end < start) {
    throw unreadable(`the segment “${said.trim().slice(0, 40)}” has no times.`, null);
  }
  return [{ id: 'new', start, end, timing: 'slide', words: [...wordsIn(said, start, end)], style: {} }];
}

/** A segment is one slide when it is short enough; it then stays as long as the segment says. */
function slidesOfSegment(
  segment: Segment,
  words: readonly CaptionWord[],
  limits: SlideLimits,
): readonly Slide[] {
  const slides = slidesOfWords(words, limits);
  const [only] = slides;
  return slides.length === 1 && only !== undefined
    ? [
        {
          ...only,
          start: Math.min(only.start, segment.start ?? only.start),
          end: Math.max(only.end, segment.end ?? only.end),
        },
      ]
    : slides;
}

/** OpenAI's word list has no punctuation; the text beside it has, and where both have as many words, is taken. */
function punctuated(words: readonly Heard[], segments: readonly Segment[], json: unknown): readonly Heard[] {
  const whole = isRecord(json) ? text(json['text']) : null;
  const said = (whole ?? segments.map((segment) => segment.text).join(' ')).trim().split(/\s+/);
  return said.length === words.length
    ? words.map((word, i) => ({ ...word, text: said[i] ?? word.text }))
    : words;
}
