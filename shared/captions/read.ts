import { Fault } from '../fault.ts';
import { quoted, unreadable } from './importers/faults.ts';
import { isRecord } from './importers/loose.ts';
import { readSubRip } from './importers/subRip.ts';
import { readSubStation } from './importers/subStation.ts';
import { readTranscript } from './importers/transcript.ts';
import { readWebVtt } from './importers/webVtt.ts';
import {
  captionTrackSchema,
  overridesSchema,
  plainStyle,
  type CaptionStyle,
  type CaptionTrack,
  type Slide,
} from './schema.ts';
import { inOrder, type SlideLimits } from './slides.ts';

export type CaptionFormat = 'srt' | 'vtt' | 'ass' | 'json';

/** 10,000 words are about 1 MB of the wordiest JSON. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The captions of a file's text: SubRip, WebVTT, ASS/SSA or a transcript as JSON, told apart by what is in it. Slides come back
 * sorted; `style` is the look they get where the file has none. Throws Faults 'captions-empty', 'captions-unreadable', 'captions-too-large'.
 */
export function readCaptions(
  text: string,
  style: CaptionStyle = plainStyle,
  limits?: SlideLimits,
): CaptionTrack {
  if (text.length > LARGEST) {
    throw new Fault(
      'captions-too-large',
      'The captions file is larger than 64 MB.',
      'Choose a file of captions.',
    );
  }
  const clean = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const { slides, style: own } = slidesIn(clean, limits);
  const kept = inOrder(slides.filter((slide) => slide.words.length > 0));
  if (kept.length === 0) {
    throw new Fault(
      'captions-empty',
      'The captions file has no words in it.',
      'Choose a file with captions.',
    );
  }
  const parsed = captionTrackSchema.safeParse({ style: { ...style, ...own }, slides: kept });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw unreadable(
      `${issue?.message ?? 'a value is wrong'} (${issue?.path.join('.') ?? ''}).`,
      null,
      parsed.error,
    );
  }
  return parsed.data;
}

/** What a text is, by its first lines; null for none of the four. */
export function formatOf(text: string): CaptionFormat | null {
  const head = text
    .slice(0, 4096)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^WEBVTT(\s|$)/.test(head)) {
    return 'vtt';
  }
  if (/^[[{]/.test(head) && !/^\[(Script Info|V4\+? Styles|Events)\]/i.test(head)) {
    return 'json';
  }
  if (/^(\[(Script Info|V4\+? Styles|Events)\]|;|Dialogue:)/i.test(head)) {
    return 'ass';
  }
  return text.includes('-->') ? 'srt' : null;
}

function slidesIn(
  text: string,
  limits: SlideLimits | undefined,
): { readonly slides: readonly Slide[]; readonly style: Partial<CaptionStyle> } {
  const format = formatOf(text);
  switch (format) {
    case 'vtt':
      return { slides: readWebVtt(text), style: {} };
    case 'srt':
      return { slides: readSubRip(text), style: {} };
    case 'ass':
      return readSubStation(text);
    case 'json':
      return readJson(text, limits);
    case null:
      if (text.trim() === '') {
        throw new Fault('captions-empty', 'The captions file is empty.', 'Choose a file with captions.');
      }
      throw unreadable(
        `this is not SubRip, WebVTT, ASS or JSON; it begins with ${quoted(text.trim().split('\n')[0] ?? '')}.`,
        null,
      );
  }
}

function readJson(text: string, limits: SlideLimits | undefined) {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unreadable(`the JSON is broken: ${(error as Error).message}.`, null, error);
  }
  const own = captionTrackSchema.safeParse(json);
  if (own.success) {
    return { slides: own.data.slides, style: own.data.style };
  }
  const style = isRecord(json) ? overridesSchema.safeParse(json['style'] ?? {}) : null;
  return { slides: readTranscript(json, limits), style: style?.success === true ? style.data : {} };
}
