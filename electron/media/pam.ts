import { areEqual, type Frame } from './frame.ts';

const headerEnd = Buffer.from('ENDHDR\n');
const longestHeader = 512;

/**
 * Cuts a stream of rgba PAM pictures (netpbm's "P7": a short text header, then width*height*4 bytes) into frames.
 * Each says its own size, so nothing must be known about the source beforehand. Source: netpbm, pam(5).
 */
export class PamReader {
  #head: Buffer = Buffer.alloc(0);
  #frame: { width: number; height: number; data: Uint8Array; filled: number } | null = null;
  #before: Frame | null = null;
  #spare: Uint8Array | null = null;

  /** `repeats`: a frame that is the one before, byte for byte, is given as the same object; it takes no memory of its own. */
  constructor(private readonly repeats: 'apart' | 'same' = 'apart') {}

  /** Bytes are left that do not make a whole picture. */
  get midway(): boolean {
    return this.#frame !== null || this.#head.length > 0;
  }

  /** The frames that `chunk` completes, in order. Throws when the stream is not PAM. */
  *read(chunk: Buffer): Generator<Frame> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#frame === null) {
        rest = this.#readHead(rest);
        continue;
      }
      const { data, filled, width, height } = this.#frame;
      const part = rest.subarray(0, data.length - filled);
      data.set(part, filled);
      this.#frame.filled += part.length;
      rest = rest.subarray(part.length);
      if (this.#frame.filled === data.length) {
        this.#frame = null;
        yield this.repeats === 'same' ? this.#sameAsBefore({ width, height, data }) : { width, height, data };
      }
    }
  }

  #sameAsBefore(frame: Frame): Frame {
    if (this.#before !== null && areEqual(this.#before, frame)) {
      this.#spare = frame.data;
      return this.#before;
    }
    this.#before = frame;
    return frame;
  }

  /** Answers what follows the header; empty while the header is not whole. */
  #readHead(chunk: Buffer): Buffer {
    const head = Buffer.concat([this.#head, chunk]);
    const end = head.subarray(0, longestHeader).indexOf(headerEnd);
    if (end < 0) {
      if (head.length >= longestHeader) {
        throw new Error('the stream of pictures has no header');
      }
      this.#head = head;
      return Buffer.alloc(0);
    }
    const text = head.toString('latin1', 0, end);
    const width = Number(/^WIDTH (\d+)$/m.exec(text)?.[1]);
    const height = Number(/^HEIGHT (\d+)$/m.exec(text)?.[1]);
    if (!text.startsWith('P7\n') || !(width > 0 && height > 0) || !/^DEPTH 4$/m.test(text)) {
      throw new Error('the stream of pictures is damaged');
    }
    this.#head = Buffer.alloc(0);
    const bytes = width * height * 4;
    const data = this.#spare?.length === bytes ? this.#spare : new Uint8Array(bytes);
    this.#spare = null;
    this.#frame = { width, height, data, filled: 0 };
    return head.subarray(end + headerEnd.length);
  }
}
