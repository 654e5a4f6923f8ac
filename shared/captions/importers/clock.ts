import { exact } from '../words.ts';
import { quoted, unreadable } from './faults.ts';

const pattern = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,6}))?$/;

/** `h:mm:ss,mmm`, `mm:ss.mmm` or `h:mm:ss.cc` as seconds. Throws 'captions-unreadable' naming the line. */
export function readClock(text: string, line: number): number {
  const found = pattern.exec(text.trim());
  if (found === null) {
    throw unreadable(`${quoted(text.trim())} is not a time.`, line);
  }
  const [, hours = '0', minutes = '0', seconds = '0', part = ''] = found;
  return exact(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${part || '0'}`));
}

/** Start and end of a caption; an end before the start is refused. */
export function readSpan(
  from: string,
  to: string,
  line: number,
): { readonly start: number; readonly end: number } {
  const [start, end] = [readClock(from, line), readClock(to, line)];
  if (end < start) {
    throw unreadable(`a caption ends (${to.trim()}) before it starts (${from.trim()}).`, line);
  }
  return { start, end };
}
