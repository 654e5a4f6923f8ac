/** The kinds of NAL unit this room looks at (H.264 table 7-1). */
export const nalTypes = { slice: 1, idrSlice: 5, sequence: 7, picture: 8 } as const;

const startCode = Buffer.from([0, 0, 1]);
const longStartCode = Buffer.from([0, 0, 0, 1]);
const escaped = Buffer.from([0, 0, 3]);
const twoZeros = Buffer.from([0, 0]);

/** A NAL unit as it stands in a byte stream (H.264 annex B). */
export const framed = (nal: Uint8Array): Buffer => Buffer.concat([longStartCode, nal]);

/** Cuts a byte stream into NAL units; a unit is known when the next begins, or at the end. */
export class NalReader {
  #rest = Buffer.alloc(0);
  /** Where in `rest` the open unit begins; -1 before the first start code. */
  #open = -1;

  *read(chunk: Uint8Array): Generator<Buffer, void, void> {
    const searched = Math.max(0, this.#rest.length - 2, this.#open);
    this.#rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    let from = searched;
    for (;;) {
      const found = this.#rest.indexOf(startCode, from);
      if (found < 0) {
        break;
      }
      if (this.#open >= 0) {
        yield withoutZeros(this.#rest.subarray(this.#open, found));
      }
      from = found + 3;
      this.#open = from;
    }
    if (this.#open > 0) {
      this.#rest = this.#rest.subarray(this.#open);
      this.#open = 0;
    }
  }

  *end(): Generator<Buffer, void, void> {
    if (this.#open >= 0 && this.#rest.length > this.#open) {
      yield withoutZeros(this.#rest.subarray(this.#open));
    }
    this.#rest = Buffer.alloc(0);
    this.#open = -1;
  }
}

/** Zeros between two units belong to neither; a unit never ends in one (H.264 7.4.1). */
function withoutZeros(nal: Buffer): Buffer {
  let end = nal.length;
  while (end > 0 && nal[end - 1] === 0) {
    end--;
  }
  return nal.subarray(0, end);
}

/** The unit without its emulation prevention bytes; a copy (H.264 7.4.1.1). */
export function unescape(nal: Uint8Array): Uint8Array {
  const source = Buffer.from(nal.buffer, nal.byteOffset, nal.length);
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let found = source.indexOf(escaped); found >= 0; found = source.indexOf(escaped, from)) {
    parts.push(source.subarray(from, found + 2));
    from = found + 3;
  }
  return Buffer.concat([...parts, source.subarray(from)]);
}

/** Puts a 3 before every byte up to 3 that follows two zeros, so that no start code stands inside the unit. */
export function escape(payload: Uint8Array): Uint8Array {
  const source = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const parts: Uint8Array[] = [];
  let from = 0;
  let search = 0;
  for (;;) {
    const found = source.indexOf(twoZeros, search);
    if (found < 0 || found + 2 >= source.length) {
      break;
    }
    if ((source[found + 2] ?? 255) <= 3) {
      parts.push(source.subarray(from, found + 2), Buffer.from([3]));
      from = found + 2;
      search = from;
    } else {
      search = found + 1;
    }
  }
  return Buffer.concat([...parts, source.subarray(from)]);
}
