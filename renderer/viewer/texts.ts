/** Texts of the viewer; a part of renderer/texts.ts. */
import { lower } from '../words.ts';

export const viewerTexts = {
  label: 'Viewer',
  modes: { output: 'Output', guide: 'Guide', mask: 'Mask', overlay: 'Overlay', compare: 'Compare' },
  source: {
    film: 'Generated',
    preview: 'Just made',
    rough: 'Being made (rough)',
    keyframe: 'Keyframe',
    background: 'Background',
    hold: 'Arranged (hold)',
    crossfade: 'Arranged (crossfade)',
    guideKeyframe: 'Guide: keyframe',
    guideContext: 'Guide: context from the batch before',
    guideGrey: 'Guide: nothing given (grey)',
    mask: (weight: number) =>
      weight === 0
        ? 'Mask 0: kept'
        : weight === 1
          ? 'Mask 1: generated'
          : `Mask ${String(weight)}: partly kept`,
    none: 'Outside the film',
    motion: 'Motion, roughly: not rendered yet',
    before: 'Before the film: its first keyframe',
    after: 'After the film: its last keyframe',
  },
  emptyTitle: 'An empty stage',
  empty: 'Drop images or a video here. They become keyframes, and Entracte makes the film between them.',
  pick: 'Choose pictures',
  sample: 'Open the sample film',
  frame: 'Frame',
  play: 'Play',
  pause: 'Pause',
  back: 'One frame back',
  forward: 'One frame forward',
  arranged: 'Before anything is generated, show',
  hold: 'Hold each keyframe',
  crossfade: 'Crossfade',
  motion: 'Motion, roughly',
  zoom: 'Zoom',
  fit: 'Fit',
  compareLeft: 'Arranged',
  compareRight: 'Film',
  comparing: (left: string, right: string) => `${left} beside ${lower(right)}`,
  divider: (left: string, right: string) => `Divider between ${lower(left)} and ${lower(right)}`,
  picture: (frame: number, mode: string, source: string) => `${mode}, frame ${String(frame)}: ${source}`,
};
