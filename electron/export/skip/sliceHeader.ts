import { BitReader } from './bits.ts';
import { nalTypes } from './nal.ts';
import type { Picture, Sequence } from './parameterSets.ts';
import { unskippable } from './unskippable.ts';

export interface SliceHeader {
  readonly isKey: boolean;
  /** nal_ref_idc, 1..3. */
  readonly importance: number;
  /** Where frame_num stands in the unescaped unit, in bits. */
  readonly frameNumAt: number;
  readonly picture: Picture;
  readonly sequence: Sequence;
}

export interface ParameterSets {
  readonly sequences: ReadonlyMap<number, Sequence>;
  readonly pictures: ReadonlyMap<number, Picture>;
}

/**
 * The header of a coded slice (H.264 7.3.3). Throws 'not-skippable' for a picture of several slices, B-slices,
 * pictures that are no reference, and references in another order or kept longer than usual.
 */
export function readSliceHeader(payload: Uint8Array, known: ParameterSets): SliceHeader {
  const first = payload[0] ?? 0;
  const [importance, isKey] = [(first >> 5) & 3, (first & 31) === nalTypes.idrSlice];
  const read = new BitReader(payload, 8);
  if (read.unsigned() !== 0) {
    throw unskippable('several slices a picture');
  }
  const type = read.unsigned() % 5;
  if (type !== 0 && type !== 2) {
    throw unskippable('slices that are neither I nor P');
  }
  const picture = known.pictures.get(read.unsigned());
  const sequence = picture === undefined ? undefined : known.sequences.get(picture.sequence);
  if (picture === undefined || sequence === undefined) {
    throw unskippable('slices before their parameter sets');
  }
  const frameNumAt = read.at;
  read.bits(sequence.frameNumBits);
  if (isKey) {
    read.unsigned();
  }
  if (type === 0) {
    if (read.flag()) {
      read.unsigned();
    }
    if (read.flag()) {
      throw unskippable('references in another order');
    }
  }
  if (importance === 0) {
    throw unskippable('pictures that are no reference');
  }
  if (isKey) {
    read.flag();
  }
  if (read.flag()) {
    throw unskippable('references kept longer than usual');
  }
  return { isKey, importance, frameNumAt, picture, sequence };
}
