import { motionSchema, type FrameStatistics } from './schema.ts';
import { colourTexts, hashText, wordCount } from './words.ts';

/** What shots are found by; see signals of electron/analysis for how each is measured. */
export interface Signals {
  /** Difference to the frame before that its motion does not explain, 0 to 1. */
  readonly change: number;
  /**
   * Where a frame differs from the one before: the least unlikeness between a frame shortly before and one shortly
   * after. Small means that the picture comes back, as after a flash. 1 where it was not asked.
   */
  readonly returns: number;
  /**
   * Unlikeness of the frames 8 before and 8 after, and how far this one is from being half of each (0 to 1). Unlikeness
   * is 0 where it was not asked: this frame is no mixture of them, or they hardly differ.
   */
  readonly unlikeNear: number;
  readonly blendNear: number;
  /** The same 20 frames before and after. */
  readonly unlikeFar: number;
  readonly blendFar: number;
}

const signalNames = ['returns', 'unlikeNear', 'blendNear', 'unlikeFar', 'blendFar'] as const;
const plainNames = ['luma', 'contrast', 'saturation', 'sharpness', 'change'] as const;
const names = [...plainNames, 'x', 'y', 'zoom', 'kind', ...signalNames] as const;
type Name = (typeof names)[number];

const index = Object.fromEntries(names.map((name, i) => [name, i])) as Record<Name, number>;
const chunkFrames = 2048;
const kinds = motionSchema.shape.kind.options;
/** Of a frame without neighbours. */
const unset = signalNames.map((name) => (name === 'unlikeNear' || name === 'unlikeFar' ? 0 : 1));

/** A frame as it is measured; `words` as in words.ts. */
export type Measured = Omit<FrameStatistics, 'frame' | 'colours' | 'hash'> & { readonly words: Uint32Array };

interface Chunk {
  readonly seconds: Float64Array;
  readonly numbers: Float32Array;
  readonly words: Uint32Array;
}

/**
 * The measures of a video's frames, a column each: 84 bytes a frame (9 MB for an hour at 30 frames a second), where an
 * object for each would take ten times that.
 */
export class Measures {
  readonly #chunks: Chunk[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds the next frame; its signals are those of a frame without neighbours until they are set. */
  add({ seconds, luma, contrast, saturation, sharpness, change, motion, words }: Measured): void {
    if (this.#length % chunkFrames === 0) {
      this.#chunks.push({
        seconds: new Float64Array(chunkFrames),
        numbers: new Float32Array(chunkFrames * names.length),
        words: new Uint32Array(chunkFrames * wordCount),
      });
    }
    const { chunk, at } = this.#place(this.#length++);
    chunk.seconds[at] = seconds;
    const { kind, x, y, zoom } = motion;
    // In the order of `names`.
    const plain = [luma, contrast, saturation, sharpness, change, x, y, zoom, kinds.indexOf(kind)];
    chunk.numbers.set(plain, at * names.length);
    chunk.numbers.set(unset, at * names.length + plain.length);
    chunk.words.set(words, at * wordCount);
  }

  setSignals(frame: number, signals: Partial<Omit<Signals, 'change'>>): void {
    for (const name of signalNames) {
      const value = signals[name];
      if (value !== undefined) {
        this.#set(frame, name, value);
      }
    }
  }

  seconds(frame: number): number {
    const { chunk, at } = this.#place(frame);
    return chunk.seconds[at] ?? 0;
  }

  /** One measure of a frame that is there. */
  get(frame: number, name: Exclude<Name, 'kind'>): number {
    return this.#get(frame, name);
  }

  /** A frame's statistics, rounded to what they are good for. */
  statistics(frame: number): FrameStatistics {
    const { chunk, at } = this.#place(frame);
    const words = chunk.words.subarray(at * wordCount, (at + 1) * wordCount);
    const rounded = (name: Name, digits: number) => {
      const value = Number(this.#get(frame, name).toFixed(digits));
      return value === 0 ? 0 : value;
    };
    return {
      frame,
      seconds: Number(this.seconds(frame).toFixed(4)),
      luma: rounded('luma', 3),
      contrast: rounded('contrast', 3),
      saturation: rounded('saturation', 3),
      sharpness: rounded('sharpness', 1),
      colours: colourTexts(words),
      hash: hashText(words),
      change: rounded('change', 3),
      motion: {
        kind: kinds[this.#get(frame, 'kind')] ?? 'unknown',
        x: rounded('x', 4),
        y: rounded('y', 4),
        zoom: rounded('zoom', 4),
      },
    };
  }

  #place(frame: number): { chunk: Chunk; at: number } {
    const chunk = this.#chunks[Math.floor(frame / chunkFrames)];
    if (chunk === undefined || frame >= this.#length) {
      throw new RangeError(`no measures of frame ${String(frame)}`);
    }
    return { chunk, at: frame % chunkFrames };
  }

  #get(frame: number, name: Name): number {
    const { chunk, at } = this.#place(frame);
    return chunk.numbers[at * names.length + index[name]] ?? 0;
  }

  #set(frame: number, name: Name, value: number): void {
    const { chunk, at } = this.#place(frame);
    chunk.numbers[at * names.length + index[name]] = value;
  }
}
