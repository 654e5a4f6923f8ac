/** Texts of upscaling; a part of renderer/texts.ts. */
import { count, duration } from '../words.ts';

export const upscaleTexts = {
  open: 'Upscale',
  title: (name: string) => `Upscale: ${name}`,
  note: 'Every different frame is computed once; sound, times and colours stay.',
  model: 'Model',
  scale: 'Size',
  times: (scale: number) => `${String(scale)}×`,
  becomes: (from: string, to: string) => `${from} → ${to}`,
  repeats: 'Same frame',
  duplicates: { exact: 'Equal pixels', near: 'Looks the same', off: 'Never' },
  duplicatesHint: {
    exact: 'Frames whose pixels are all equal are computed once.',
    near: 'Also what a codec made of a repeat. A small movement still counts as another frame.',
    off: 'Every frame is computed, repeats too.',
  },
  reading: 'Reading the video and looking for repeats…',
  strip: (frames: number, distinct: number, saved: number) =>
    `Map of ${count(frames, 'frame', 'frames')}: ${String(distinct)} are computed, ${String(saved)} repeat another`,
  saved: (frames: number, distinct: number, seconds: number | null) =>
    [
      `${count(frames, 'frame', 'frames')}, ${distinct.toLocaleString('en')} distinct: ${(frames - distinct).toLocaleString('en')} saved`,
      seconds === null ? null : `about ${duration(seconds)}`,
    ]
      .filter((part) => part !== null)
      .join(', '),
  known: (n: number) => `${count(n, 'result is', 'results are')} there from before and not computed again.`,
  legend: { computed: 'computed', repeat: 'repeat, costs nothing' },
  frameAt: (frame: number, first: number | null) =>
    first === null
      ? `Frame ${String(frame)}: computed`
      : `Frame ${String(frame)}: the same as frame ${String(first)}`,
  start: 'Upscale',
  distinctDone: (n: number) => `${n.toLocaleString('en')} distinct`,
  again: 'Upscale again',
  compare: 'Compare',
  compareTitle: (name: string) => `Before and after: ${name}`,
  compareNote: 'Drag the line. Arrow keys move the line or the frame, whichever has the focus.',
  before: 'Before',
  after: 'Upscaled',
  divider: 'Divider between before and upscaled',
  frame: 'Frame',
  of: (n: number) => `of ${n.toLocaleString('en')}`,
  picture: (which: string, frame: number) => `${which}, frame ${String(frame)}`,
  whole: 'Whole frame',
  pixels: 'Pixel by pixel',
  view: 'View',
  row: 'Upscale',
  off: 'Off',
  captionsSharp: 'Captions are laid on afterwards and stay sharp.',
  none: 'No model for it was found.',
} as const;
