/**
 * Raw pictures with times for ffmpeg's stdin: rawvideo has no times, and Matroska is the simplest container that has.
 * Source: RFC 8794 (EBML) and RFC 9559 (Matroska), V_UNCOMPRESSED; one cluster a picture, lengths of segment unknown.
 */
export function matroskaHead(width: number, height: number): Buffer {
  const video = element(0xe0, [
    number(0xb0, width),
    number(0xba, height),
    element(0x2eb524, [Buffer.from('RGBA')]),
  ]);
  const track = element(0xae, [
    number(0xd7, 1),
    number(0x73c5, 1),
    number(0x83, 1),
    element(0x86, [Buffer.from('V_UNCOMPRESSED')]),
    video,
  ]);
  return Buffer.concat([
    element(0x1a45dfa3, [
      ...[number(0x4286, 1), number(0x42f7, 1), number(0x42f2, 4), number(0x42f3, 8)],
      ...[element(0x4282, [Buffer.from('matroska')]), number(0x4287, 4), number(0x4285, 2)],
    ]),
    identifier(0x18538067),
    Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    // A microsecond.
    element(0x1549a966, [number(0x2ad7b1, 1000)]),
    element(0x1654ae6b, [track]),
  ]);
}

/** What stands before the `bytes` of a picture that is shown at `micros` for `length` microseconds. */
export function matroskaPicture(micros: number, length: number, bytes: number): Buffer {
  const block = Buffer.concat([identifier(0xa1), size(bytes + 4), Buffer.from([0x81, 0, 0, 0])]);
  const duration = number(0x9b, length);
  const group = Buffer.concat([
    identifier(0xa0),
    size(duration.length + block.length + bytes),
    duration,
    block,
  ]);
  const time = number(0xe7, micros);
  return Buffer.concat([identifier(0x1f43b675), size(time.length + group.length + bytes), time, group]);
}

function element(id: number, content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([identifier(id), size(body.length), body]);
}

function number(id: number, value: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeBigUInt64BE(BigInt(value));
  return Buffer.concat([identifier(id), size(8), body]);
}

function identifier(id: number): Buffer {
  const body = Buffer.alloc(4);
  body.writeUInt32BE(id);
  return body.subarray(body.findIndex((byte) => byte !== 0));
}

/** Always in eight bytes. */
function size(length: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeBigUInt64BE(BigInt(length) | (1n << 56n));
  return body;
}
