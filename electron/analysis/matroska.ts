/**
 * Frames and their times out of Matroska as ffmpeg streams it: the one of its containers that carries raw pictures
 * with their times through a pipe and is read in a page. Source: RFC 8794 (EBML) and RFC 9559 (Matroska).
 * Limit: times are whole milliseconds.
 */

/** Elements whose insides are read; all others are stepped over. Segment, Cluster, BlockGroup. */
const opened = new Set([0x18538067, 0x1f43b675, 0xa0]);
const clusterTime = 0xe7;
const blocks = new Set([0xa3, 0xa1]);
/** Track number, relative time (16 bits), flags: there is one track, so its number takes one byte. */
const blockHeader = 4;

export interface TimedBytes {
  readonly seconds: number;
  /** Valid until the next one is asked for. */
  readonly data: Uint8Array;
}

export class MatroskaReader {
  /** One for all chunks: memory for each frame anew costs more than measuring it. */
  #buffer: Buffer = Buffer.allocUnsafe(2 ** 18);
  #start = 0;
  #end = 0;
  #skip = 0;
  #time = 0;

  /** Takes the next bytes of the stream; answers the frames they complete. */
  *read(chunk: Buffer): Generator<TimedBytes> {
    this.#append(chunk);
    const data = this.#buffer.subarray(0, this.#end);
    for (;;) {
      const skipped = Math.min(this.#skip, data.length - this.#start);
      this.#skip -= skipped;
      this.#start += skipped;
      const element = elementAt(data, this.#start);
      if (element === null) {
        return;
      }
      const { id, size, body } = element;
      if (opened.has(id)) {
        this.#start = body;
        continue;
      }
      const isWanted = id === clusterTime || blocks.has(id);
      if (!isWanted) {
        this.#start = body;
        this.#skip = size;
        continue;
      }
      if (body + size > data.length) {
        return;
      }
      this.#start = body + size;
      if (id === clusterTime) {
        this.#time = data.readUIntBE(body, size);
      } else {
        const seconds = (this.#time + data.readInt16BE(body + 1)) / 1000;
        yield { seconds, data: data.subarray(body + blockHeader, body + size) };
      }
    }
  }

  /** Behind what is not read yet, which moves to the front where there is no room behind it. */
  #append(chunk: Buffer): void {
    const held = this.#end - this.#start;
    if (this.#end + chunk.length > this.#buffer.length) {
      const before = this.#buffer;
      if (held + chunk.length > before.length) {
        this.#buffer = Buffer.allocUnsafe(2 * (held + chunk.length));
      }
      before.copy(this.#buffer, 0, this.#start, this.#end);
      this.#start = 0;
      this.#end = held;
    }
    chunk.copy(this.#buffer, this.#end);
    this.#end += chunk.length;
  }
}

/** The element that begins at `at`: its id (with marker bits), size and where its body begins; null while cut off. */
function elementAt(data: Buffer, at: number): { id: number; size: number; body: number } | null {
  const idLength = lengthOf(data[at]);
  if (idLength === null || at + idLength >= data.length) {
    return null;
  }
  const sizeLength = lengthOf(data[at + idLength]);
  if (sizeLength === null || at + idLength + sizeLength > data.length) {
    return null;
  }
  let size = (data[at + idLength] ?? 0) & (0xff >> sizeLength);
  for (let i = 1; i < sizeLength; i++) {
    size = size * 256 + (data[at + idLength + i] ?? 0);
  }
  return { id: data.readUIntBE(at, idLength), size, body: at + idLength + sizeLength };
}

/** Bytes of a variable-size number by its first byte; null where there is none yet. */
const lengthOf = (first: number | undefined): number | null =>
  first === undefined ? null : first === 0 ? 1 : Math.clz32(first) - 23;
