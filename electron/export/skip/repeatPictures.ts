import { overwriteBits } from './bits.ts';
import { escape, framed, NalReader, nalTypes, unescape } from './nal.ts';
import { readPicture, readSequence, type Picture, type Sequence } from './parameterSets.ts';
import { skippedPicture } from './skippedPicture.ts';
import { readSliceHeader, type SliceHeader } from './sliceHeader.ts';
import { unskippable } from './unskippable.ts';

/**
 * Makes each picture of an H.264 byte stream last: behind picture `i` come `lasting[i] - 1` skipped ones. Takes Baseline, Main and
 * High with 8-bit 4:2:0, one slice a picture, one reference, picture order count type 2, no weighted prediction; throws
 * 'not-skippable' for anything else, before or in the middle, and when there are fewer or more pictures than `lasting`.
 */
export async function* repeatPictures(
  stream: AsyncIterable<Uint8Array>,
  lasting: readonly number[],
): AsyncGenerator<Buffer, void, void> {
  const repeater = new Repeater(lasting);
  const reader = new NalReader();
  for await (const chunk of stream) {
    for (const nal of reader.read(chunk)) {
      yield* repeater.take(nal);
    }
  }
  for (const nal of reader.end()) {
    yield* repeater.take(nal);
  }
  if (repeater.pictures !== lasting.length) {
    throw unskippable(`${String(repeater.pictures)} pictures for the ${String(lasting.length)} it was given`);
  }
}

class Repeater {
  /** Pictures met so far. */
  pictures = 0;
  readonly #sequences = new Map<number, Sequence>();
  readonly #pictures = new Map<number, Picture>();
  /** Skipped pictures differ in their number alone, and that is small; new parameter sets begin anew. */
  readonly #made = new Map<string, Buffer>();
  readonly #patterns = new Map<string, ReturnType<typeof skippedPicture>>();
  #frameNum = 0;

  constructor(private readonly lasting: readonly number[]) {}

  *take(nal: Buffer): Generator<Buffer, void, void> {
    const type = (nal[0] ?? 0) & 31;
    if (type === nalTypes.slice || type === nalTypes.idrSlice) {
      yield* this.#slice(nal);
      return;
    }
    if (type >= 2 && type <= 4) {
      throw unskippable('partitioned slices');
    }
    if (type === nalTypes.sequence || type === nalTypes.picture) {
      this.#made.clear();
      this.#patterns.clear();
    }
    if (type === nalTypes.sequence) {
      const sequence = readSequence(unescape(nal));
      this.#sequences.set(sequence.id, sequence);
    } else if (type === nalTypes.picture) {
      const picture = readPicture(unescape(nal));
      this.#pictures.set(picture.id, picture);
    }
    yield framed(nal);
  }

  *#slice(nal: Buffer): Generator<Buffer, void, void> {
    const payload = unescape(nal);
    const header = readSliceHeader(payload, { sequences: this.#sequences, pictures: this.#pictures });
    const lasts = this.lasting[this.pictures];
    if (lasts === undefined) {
      throw unskippable('more pictures than it was given');
    }
    this.pictures++;
    if (header.isKey) {
      this.#frameNum = 0;
    }
    overwriteBits(payload, header.frameNumAt, this.#next(header), header.sequence.frameNumBits);
    yield framed(escape(payload));
    for (let left = lasts - 1; left > 0; left -= most) {
      yield Buffer.concat(Array.from({ length: Math.min(left, most) }, () => this.#skipped(header)));
    }
  }

  #skipped(header: SliceHeader): Buffer {
    const frameNum = this.#next(header);
    const kind = `${String(header.importance)} ${String(header.picture.id)}`;
    const key = `${kind} ${String(frameNum)}`;
    const known = this.#made.get(key);
    if (known !== undefined) {
      return known;
    }
    const pattern = this.#patterns.get(kind) ?? skippedPicture(header);
    this.#patterns.set(kind, pattern);
    const payload = Uint8Array.from(pattern.payload);
    overwriteBits(payload, pattern.frameNumAt, frameNum, header.sequence.frameNumBits);
    const skipped = framed(escape(payload));
    if (this.#made.size < most) {
      this.#made.set(key, skipped);
    }
    return skipped;
  }

  #next(header: SliceHeader): number {
    const frameNum = this.#frameNum;
    this.#frameNum = (frameNum + 1) % 2 ** header.sequence.frameNumBits;
    return frameNum;
  }
}

/** Skipped pictures handed on at once, and kept. */
const most = 256;
