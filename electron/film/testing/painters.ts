import path from 'node:path';
import { Fonts } from '../../captions/fonts.ts';
import { Painter } from '../../captions/painter.ts';
import type { CaptionPainters } from '../filmLayers.ts';

export const fonts = new Fonts([path.resolve(import.meta.dirname, '../../../resources/fonts')]);

/** Paints where it is called, without threads. */
export const painters: CaptionPainters = {
  async *paint({ track, size }, { states }) {
    const painter = new Painter(track, size, fonts);
    for (const state of states) {
      yield await Promise.resolve({ patch: painter.paint(state) });
    }
  },
  bounds: ({ track, size }) => Promise.resolve(new Painter(track, size, fonts).bounds()),
  lacking: ({ track, size }) => Promise.resolve(new Painter(track, size, fonts).lacking()),
};
