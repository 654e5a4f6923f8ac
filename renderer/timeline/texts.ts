/** Texts of the timeline, and of why a batch ends; a part of renderer/texts.ts. */
import { captionTexts } from '../captions/texts.ts';
import { soundTexts } from '../sound/texts.ts';
import { count, duration } from '../words.ts';

export const timelineTexts = {
  label: 'Timeline',
  rows: {
    ruler: 'Time',
    keyframes: 'Keyframes',
    segments: 'Segments',
    batches: 'Batches',
    guide: 'Guide',
    mask: 'Mask',
    output: 'Output',
    captions: captionTexts.row,
    sound: soundTexts.row,
  },
  keyframe: (n: number, frame: number, time: string) =>
    `Keyframe ${String(n)} at frame ${String(frame)}, ${time}`,
  segment: (n: number, first: number, last: number, state: string, prompt: string) =>
    `Segment ${String(n)}, frames ${String(first)} to ${String(last)}, ${state}${prompt === '' ? '' : `: ${prompt}`}`,
  batch: (n: number, from: number, to: number, generated: number, trimmed: number) =>
    `Batch ${String(n)}, frames ${String(from)} to ${String(to)}, ${String(generated)} generated, ${String(trimmed)} trimmed`,
  batchLabel: (generated: number, trimmed: number, context: number) =>
    [
      count(generated, 'frame', 'frames'),
      trimmed > 0 ? `${String(trimmed)} trimmed` : null,
      context > 0 ? `${String(context)} context` : null,
    ]
      .filter((part) => part !== null)
      .join(' · '),
  generations: (batched: number, separate: number) =>
    batched >= separate
      ? count(batched, 'generation', 'generations')
      : `${count(batched, 'generation', 'generations')} instead of ${String(separate)}`,
  about: (seconds: number) => `about ${duration(seconds)}`,
  willRunOf: (run: number, all: number) => `${String(run)} of ${count(all, 'batch', 'batches')} will run`,
  emptyTitle: 'Drop images or a video here',
  empty:
    'Images become keyframes, 24 frames apart; a video gives its best frames. The prompt goes between two of them.',
  promptHint: 'Write a prompt…',
  dropAt: (frame: number, n: number) =>
    n > 1 ? `${String(n)} from frame ${String(frame)}` : `Frame ${String(frame)}`,
  end: 'End of the film. Drag to move it.',
  snap: 'Snap (hold Alt to suspend)',
  ripple: 'Ripple: what follows moves along (hold Shift while dragging)',
  follow: 'Follow the playhead',
  addAtPlayhead: 'Keyframe at the playhead',
  zoom: 'Timeline zoom',
  overview: 'Part of the film in view',
  moved: (frame: number) => `Moved to frame ${String(frame)}`,
  selected: (n: number) => `${count(n, 'keyframe', 'keyframes')} selected`,
  movedBy: (from: number, delta: number) =>
    `${String(from + delta)} (${delta > 0 ? '+' : delta < 0 ? '−' : ''}${String(Math.abs(delta))})`,
  states: (n: number, frames: number, seconds: string) =>
    `${count(n, 'keyframe', 'keyframes')} · ${count(frames, 'frame', 'frames')} · ${seconds}`,
};

export const cutTexts = {
  parameters: 'Parameters differ',
  largest: 'Largest batch',
  maxSpan: 'Longest span',
  pinned: 'Pinned',
  gap: 'Gap too long for one batch',
  separate: 'One batch a segment',
};
