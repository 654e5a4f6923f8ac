import type { Size } from '../../shared/project/schema.ts';

/**
 * A stream of uncompressed pictures that each stay until the next: Matroska (RFC 9559) with one track of V_UNCOMPRESSED and a cluster
 * a picture, times in microseconds. Unlike raw video it needs no picture where nothing changes, and it says its colours.
 */

const micros = 1000;

/** ffmpeg's name for planar 4:2:0 with alpha. */
const fourCharacters = Buffer.from([0x59, 0x34, 11, 8]);

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

const unknownLength = idOf('01ffffffffffffff');

/** What stands before the first picture. Pictures are as `alphaLength` says, BT.709, limited range. */
export function streamHead({ width, height }: Size): Buffer {
  const colours = element('55b0', number('55b1', 1), number('55b9', 1), number('55ba', 1), number('55bb', 1));
  const video = element(
    'e0',
    ...[number('b0', width), number('ba', height), element('2eb524', fourCharacters), colours],
  );
  const track = element(
    'ae',
    ...[number('d7', 1), number('73c5', 1), number('83', 1), text('86', 'V_UNCOMPRESSED'), video],
  );
  return Buffer.concat([
    element('1a45dfa3', text('4282', 'matroska'), number('4287', 4), number('4285', 2)),
    ...[idOf('18538067'), unknownLength],
    element('1549a966', number('2ad7b1', micros), text('4d80', 'Entracte'), text('5741', 'Entracte')),
    element('1654ae6b', track),
  ]);
}

/** What stands before a picture of so many bytes that is shown from `seconds` on. */
export function pictureHead(seconds: number, bytes: number): Buffer {
  const time = number('e7', Math.round(seconds * 1e6));
  // Track 1, at the cluster's own time, a key frame.
  const block = Buffer.concat([idOf('a3'), lengthOf(bytes + 4), Buffer.from([0x81, 0, 0, 0x80])]);
  const body = time.length + block.length + bytes;
  return Buffer.concat([idOf('1f43b675'), lengthOf(body), time, block]);
}
