import { spreadBins, type Sketch } from '../../shared/analysis/likeness.ts';
import { mostColours, noColour, wordCount } from '../../shared/analysis/words.ts';
import { openKernels, type Kernels } from './kernels.ts';
import { smallHeight as height, smallWidth as width } from './smallFrames.ts';

/** What one picture shows by itself. Ranges as in FrameStatistics. */
export interface Look {
  readonly luma: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly sharpness: number;
  /** Its hash and dominant colours; see shared/analysis/words.ts. */
  readonly words: Uint32Array;
  readonly sketch: Sketch;
  /** Brightness in a quarter of the size (80*45, rows top to bottom): what motion is looked for in. */
  readonly quarter: Uint8Array;
}

export const quarterWidth = width / 4;
export const quarterHeight = height / 4;

/** Brightness as video has it: 16..235. */
const [black, range] = [16, 219];

/** Measures pictures of 320*180. It remembers none of them: one eye looks at many videos side by side. */
export class Eye {
  constructor(readonly kernels: Kernels) {}

  /** `yuv`: yuv420p, 320*180*1.5 bytes. About 0.1 ms. */
  look(yuv: Uint8Array): Look {
    const { kernels } = this;
    kernels.picture.set(yuv);
    kernels.look();
    const [sum = 0, squares = 0, grey = 0, sharpness = 0] = kernels.numbers;
    const mean = sum / (width * height);
    const deviation = Math.sqrt(Math.max(0, squares / (width * height) - mean * mean));
    const seen = quarterWidth * quarterHeight;
    const words = new Uint32Array(wordCount).fill(noColour);
    words.set(kernels.hash);
    words.set(dominant(kernels.bins, seen), kernels.hash.length);
    const spread = new Float32Array(3 * spreadBins);
    for (let i = 0; i < spread.length; i++) {
      spread[i] = (kernels.counts[i] ?? 0) / seen;
    }
    return {
      luma: Math.min(1, Math.max(0, (mean - black) / range)),
      contrast: deviation / range,
      saturation: grey / seen / 255,
      sharpness,
      words,
      sketch: { luma: kernels.sketch.slice(), spread },
      quarter: kernels.quarter.slice(),
    };
  }
}

/** An eye with the kernels of this file. Fault broken-program. */
export const openEye = async (file: string): Promise<Eye> => new Eye(await openKernels(file));

/** The means of the fullest bins, 0xrrggbb, at most three, none near one that was taken. */
function dominant(bins: Uint32Array, count: number): number[] {
  const full: number[] = [];
  for (let at = 0; at < bins.length; at += 4) {
    if ((bins[at] ?? 0) > count * 0.03) {
      full.push(at);
    }
  }
  full.sort((a, b) => (bins[b] ?? 0) - (bins[a] ?? 0));
  const taken: (readonly [number, number, number])[] = [];
  for (const at of full) {
    const mean = (channel: number) => Math.round((bins[at + channel] ?? 0) / (bins[at] ?? 1));
    const [r, g, b] = [mean(1), mean(2), mean(3)];
    const isNear = taken.some(
      (other) => Math.abs(other[0] - r) < 40 && Math.abs(other[1] - g) < 40 && Math.abs(other[2] - b) < 40,
    );
    if (!isNear) {
      taken.push([r, g, b]);
      if (taken.length === mostColours) {
        break;
      }
    }
  }
  return taken.map(([r, g, b]) => r * 65536 + g * 256 + b);
}
