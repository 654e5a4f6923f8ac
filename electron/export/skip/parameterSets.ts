import { BitReader } from './bits.ts';
import { unskippable } from './unskippable.ts';

/** What a sequence parameter set says that a skipped picture depends on (H.264 7.3.2.1). */
export interface Sequence {
  readonly id: number;
  readonly profile: 66 | 77 | 100;
  readonly frameNumBits: number;
  /** Macroblocks of a picture. */
  readonly macroblocks: number;
}

/** What a picture parameter set says that a slice header depends on (H.264 7.3.2.2). */
export interface Picture {
  readonly id: number;
  readonly sequence: number;
  readonly entropy: 'cavlc' | 'cabac';
  /** The quantiser slices start from. */
  readonly quantiser: number;
  readonly deblockingControl: boolean;
}

const isProfile = (profile: number): profile is Sequence['profile'] => [66, 77, 100].includes(profile);

/** `payload`: the whole unit, unescaped, with its first byte. Throws 'not-skippable' for what this room cannot repeat. */
export function readSequence(payload: Uint8Array): Sequence {
  const read = new BitReader(payload, 8);
  const profile = read.bits(8);
  if (!isProfile(profile)) {
    throw unskippable(`profile ${String(profile)}`);
  }
  read.bits(16);
  const id = read.unsigned();
  if (profile === 100) {
    const format = [read.unsigned(), read.unsigned(), read.unsigned()].join(' ');
    if (format !== '1 0 0') {
      throw unskippable('samples other than 8-bit 4:2:0');
    }
    if (read.flag() || read.flag()) {
      throw unskippable('scaling matrices');
    }
  }
  const frameNumBits = read.unsigned() + 4;
  if (read.unsigned() !== 2) {
    throw unskippable('a picture order count that is not of type 2');
  }
  if (read.unsigned() !== 1) {
    throw unskippable('more than one reference picture');
  }
  read.flag();
  const macroblocks = (read.unsigned() + 1) * (read.unsigned() + 1);
  if (!read.flag()) {
    throw unskippable('interlaced pictures');
  }
  return { id, profile, frameNumBits, macroblocks };
}

/** As `readSequence`. */
export function readPicture(payload: Uint8Array): Picture {
  const read = new BitReader(payload, 8);
  const [id, sequence] = [read.unsigned(), read.unsigned()];
  const entropy = read.flag() ? 'cabac' : 'cavlc';
  read.flag();
  if (read.unsigned() !== 0) {
    throw unskippable('slice groups');
  }
  read.unsigned();
  read.unsigned();
  if (read.flag()) {
    throw unskippable('weighted prediction');
  }
  read.bits(2);
  const quantiser = 26 + read.signed();
  read.signed();
  read.signed();
  const deblockingControl = read.flag();
  read.flag();
  if (read.flag()) {
    throw unskippable('redundant pictures');
  }
  return { id, sequence, entropy, quantiser, deblockingControl };
}
