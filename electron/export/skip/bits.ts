/** Reads the bits of a raw byte sequence payload, most significant first (H.264 7.2). Past the end it reads zeros. */
export class BitReader {
  /** In bits, from the start of the bytes. */
  at: number;

  constructor(
    private readonly bytes: Uint8Array,
    at = 0,
  ) {
    this.at = at;
  }

  /** u(n), n up to 32. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.at++) {
      value = value * 2 + (((this.bytes[this.at >> 3] ?? 0) >> (7 - (this.at & 7))) & 1);
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** ue(v), H.264 9.1. */
  unsigned(): number {
    let zeros = 0;
    while (zeros < 32 && this.bits(1) === 0) {
      zeros++;
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v), H.264 9.1.1. */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}

/** Writes bits, most significant first. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #byte = 0;
  #filled = 0;

  get aligned(): boolean {
    return this.#filled === 0;
  }

  /** Bits that were written. */
  get at(): number {
    return this.#bytes.length * 8 + this.#filled;
  }

  bits(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) {
      this.#byte = (this.#byte << 1) | (Math.floor(value / 2 ** i) & 1);
      if (++this.#filled === 8) {
        this.#bytes.push(this.#byte);
        this.#byte = 0;
        this.#filled = 0;
      }
    }
  }

  unsigned(value: number): void {
    const length = Math.floor(Math.log2(value + 1));
    this.bits(0, length);
    this.bits(value + 1, length + 1);
  }

  signed(value: number): void {
    this.unsigned(value > 0 ? value * 2 - 1 : -value * 2);
  }

  /** Fills the last byte with zeros. */
  end(): Uint8Array {
    while (!this.aligned) {
      this.bits(0, 1);
    }
    return Uint8Array.from(this.#bytes);
  }
}

/** Overwrites `count` bits from bit `at` on with `value`. */
export function overwriteBits(bytes: Uint8Array, at: number, value: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const bit = (value >> (count - 1 - i)) & 1;
    const [place, shift] = [(at + i) >> 3, 7 - ((at + i) & 7)];
    bytes[place] = ((bytes[place] ?? 0) & ~(1 << shift)) | (bit << shift);
  }
}
