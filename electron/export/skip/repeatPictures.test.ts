import { afterEach, describe, expect, test } from 'vitest';
import { testFfmpeg } from '../testing/films.ts';
import { BitReader } from './bits.ts';
import { escape, NalReader, nalTypes, unescape } from './nal.ts';
import { repeatPictures } from './repeatPictures.ts';

const { ffmpeg, children } = await testFfmpeg();
afterEach(() => {
  expect(children.running).toBe(0);
});

const run = (inputs: readonly string[], options: readonly string[], input: Uint8Array | null) => {
  const running = ffmpeg.start({
    step: 'The test stream could not be made',
    command: {
      inputs: [
        {
          source: input === null ? { generated: inputs.at(-1) ?? '' } : 'pipe',
          options: input === null ? inputs.slice(0, -1) : inputs,
        },
      ],
      videoFilters: [],
      audioFilters: [],
      output: { target: 'pipe', options },
    },
    signal: null,
    progress: null,
  });
  if (input !== null) {
    running.stdin.end(input);
  }
  return Promise.all([running.stdout.toArray() as Promise<Buffer[]>, running.done]).then(([parts]) =>
    Buffer.concat(parts),
  );
};

/** A moving test picture of `count` frames as x264 writes it. */
const encoded = (size: string, count: number, options: readonly string[]) =>
  run(
    ['-f', 'lavfi', `testsrc=size=${size}:rate=30`],
    [
      ...['-frames:v', String(count), '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'veryfast'],
      ...['-bf', '0', '-refs', '1', '-x264-params', 'weightp=0:slices=1', ...options, '-f', 'h264'],
    ],
    null,
  );

/** A hash of every decoded picture, in order. */
const decoded = async (stream: Uint8Array) =>
  (await run(['-f', 'h264'], [ffmpeg.found.frameMode, 'passthrough', '-f', 'framemd5'], stream))
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').at(-1)?.trim() ?? '');

async function* inPieces(stream: Buffer, size: number) {
  for (let at = 0; at < stream.length; at += size) {
    yield await Promise.resolve(stream.subarray(at, at + size));
  }
}

const repeated = async (stream: Buffer, lasting: readonly number[], piece = 65_536) => {
  const parts: Buffer[] = [];
  for await (const part of repeatPictures(inPieces(stream, piece), lasting)) {
    parts.push(part);
  }
  return Buffer.concat(parts);
};

const each = <T>(items: readonly T[], lasting: readonly number[]) =>
  items.flatMap((item, i) => Array.from({ length: lasting[i] ?? 0 }, () => item));

describe('skipped pictures decode to exactly the picture before them', () => {
  const lasting = [3, 1, 20, 70, 1, 2, 5];
  test.each([
    ['Constrained Baseline (CAVLC)', ['-profile:v', 'baseline']],
    ['Main (CABAC)', ['-profile:v', 'main']],
    ['High (CABAC)', ['-profile:v', 'high']],
    ['High (CAVLC)', ['-profile:v', 'high', '-coder', '0']],
    ['Main (CAVLC)', ['-profile:v', 'main', '-coder', '0']],
    ['ultrafast', ['-preset', 'ultrafast']],
    ['coarse', ['-crf', '45']],
    ['lossy at its finest', ['-crf', '1']],
    ['with key frames in between', ['-g', '2']],
  ])('%s', async (_name, options) => {
    const stream = await encoded('320x180', lasting.length, options);
    const long = await repeated(stream, lasting, 1000);
    expect(await decoded(long)).toEqual(each(await decoded(stream), lasting));
  });

  test.each(['16x16', '34x18', '1280x720', '1920x1080', '1080x1920'])('at %s', async (size) => {
    const stream = await encoded(size, 3, []);
    const long = await repeated(stream, [2, 9, 40]);
    expect(await decoded(long)).toEqual(each(await decoded(stream), [2, 9, 40]));
    expect((long.length - stream.length) / 48).toBeLessThan(100);
  });
});

test('a picture that lasts one frame is left as it is', async () => {
  const stream = await encoded('320x180', 4, []);
  expect(await decoded(await repeated(stream, [1, 1, 1, 1]))).toEqual(await decoded(stream));
});

describe('what cannot be repeated is refused', () => {
  const lasting = [2, 2, 2, 2, 2, 2];
  test.each([
    ['B-frames', ['-bf', '2', '-x264-params', 'b-adapt=0'], /order count/],
    ['several references', ['-refs', '3'], /one reference/],
    ['several slices', ['-x264-params', 'slices=4:weightp=0'], /several slices/],
    ['4:4:4', ['-pix_fmt', 'yuv444p'], /profile 244/],
    ['interlaced', ['-x264-params', 'tff=1:weightp=0'], /order count|interlaced/],
  ])('%s', async (_name, options, why) => {
    const stream = await encoded('320x180', lasting.length, options);
    await expect(repeated(stream, lasting)).rejects.toMatchObject({
      code: 'not-skippable',
      message: expect.stringMatching(why) as string,
    });
  });

  test('fewer or more pictures than were announced', async () => {
    const stream = await encoded('320x180', 3, []);
    await expect(repeated(stream, [1, 1])).rejects.toMatchObject({ code: 'not-skippable' });
    await expect(repeated(stream, [1, 1, 1, 1])).rejects.toMatchObject({ code: 'not-skippable' });
  });
});

test('frame numbers count up by one, modulo their width, and begin anew at a key frame', async () => {
  const stream = await encoded('320x180', 4, ['-g', '2']);
  const reader = new NalReader();
  const long = await repeated(stream, [20, 3, 20, 1]);
  const numbers: number[] = [];
  for (const nal of [...reader.read(long), ...reader.end()]) {
    const type = (nal[0] ?? 0) & 31;
    if (type === nalTypes.slice || type === nalTypes.idrSlice) {
      const read = new BitReader(unescape(nal), 8);
      read.unsigned();
      read.unsigned();
      read.unsigned();
      numbers.push(read.bits(4));
    }
  }
  const count = (length: number) => Array.from({ length }, (_, i) => i % 16);
  expect(numbers).toEqual([...count(23), ...count(21)]);
});

test('emulation prevention survives there and back', () => {
  for (const bytes of [[0, 0, 0, 0, 0, 1], [1, 0, 0, 3], [0, 0, 1, 0, 0, 2, 0, 0, 4], [0, 0], []]) {
    const payload = Uint8Array.from(bytes);
    const escaped = Buffer.from(escape(payload));
    expect([...unescape(escaped)]).toEqual(bytes);
    expect(escaped.includes(Buffer.from([0, 0, 1])) || escaped.includes(Buffer.from([0, 0, 0]))).toBe(false);
  }
});
