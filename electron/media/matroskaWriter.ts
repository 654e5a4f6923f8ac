import type { Size } from '../../shared/project/schema.ts';

/**
 * A stream of uncompressed pictures with their times, for ffmpeg's stdin: raw video has none, and says no colours. Matroska with one
 * track of V_UNCOMPRESSED and a cluster a picture, times in microseconds. Source: RFC 8794 (EBML) and RFC 9559 (Matroska).
 */
export interface RawPictures {
  readonly size: Size;
  /** ffmpeg's four bytes for the pixel format. */
  readonly format: Buffer;
  /** Whether they are said to be BT.709 in limited range; else nothing is said. */
  readonly isBt709: boolean;
}

/** A microsecond, in nanoseconds. */
const unit = 1000;

/** What stands before the first picture. The stream's length is unknown. */
export function matroskaHead({ size: { width, height }, format, isBt709 }: RawPictures): Buffer {
  const colours = element('55b0', number('55b1', 1), number('55b9', 1), number('55ba', 1), number('55bb', 1));
  const video = element(
    'e0',
    ...[number('b0', width), number('ba', height), element('2eb524', format)],
    ...(isBt709 ? [colours] : []),
  );
  const track = element(
    'ae',
    ...[number('d7', 1), number('73c5', 1), number('83', 1), text('86', 'V_UNCOMPRESSED'), video],
  );
  return Buffer.concat([
    element('1a45dfa3', text('4282', 'matroska'), number('4287', 4), number('4285', 2)),
    ...[idOf('18538067'), idOf('01ffffffffffffff')],
    element('1549a966', number('2ad7b1', unit), text('4d80', 'Entracte'), text('5741', 'Entracte')),
    element('1654ae6b', track),
  ]);
}

/**
 * What stands before a picture of so many bytes that is shown from `micros` on: for `length` microseconds, or until the next where
 * that is null.
 */
export function matroskaPicture(micros: number, length: number | null, bytes: number): Buffer {
  const time = number('e7', micros);
  // Track 1, at the cluster's own time; a picture without a length is marked as a key frame, one with it is so unmarked.
  const block = Buffer.concat([
    idOf(length === null ? 'a3' : 'a1'),
    lengthOf(bytes + 4),
    Buffer.from([0x81, 0, 0, length === null ? 0x80 : 0]),
  ]);
  const duration = length === null ? null : number('9b', length);
  const shown =
    duration === null
      ? block
      : Buffer.concat([
          ...[idOf('a0'), lengthOf(duration.length + block.length + bytes)],
          ...[duration, block],
        ]);
  return Buffer.concat([idOf('1f43b675'), lengthOf(time.length + shown.length + bytes), time, shown]);
}

const idOf = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** A length in eight bytes. */
function lengthOf(bytes: number): Buffer {
  const field = Buffer.alloc(8);
  field.writeBigUInt64BE(BigInt(bytes) | (1n << 56n));
  return field;
}

const element = (id: string, ...body: readonly Buffer[]): Buffer =>
  Buffer.concat([idOf(id), lengthOf(body.reduce((sum, part) => sum + part.length, 0)), ...body]);

function number(id: string, value: number): Buffer {
  const field = Buffer.alloc(8);
  field.writeBigUInt64BE(BigInt(value));
  return element(id, field);
}

const text = (id: string, value: string): Buffer => element(id, Buffer.from(value, 'ascii'));
