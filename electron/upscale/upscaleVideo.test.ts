import { mkdtemp, readFile, readdir, rm, truncate, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Fault } from '../../shared/fault.ts';
import type { UpscaleReport } from '../../shared/upscale/schema.ts';
import { forkedChild } from '../inference/forkedChild.ts';
import { InferenceHost } from '../inference/host.ts';
import { buildTestChild } from '../inference/testing/child.ts';
import { decodeFrames } from '../media/decoder.ts';
import { h264, lossless } from '../media/presets.ts';
import { probe } from '../media/probe.ts';
import { enlargeWith, type Enlarge } from './enlarge.ts';
import { openFrameStore } from './frameStore.ts';
import { passesFor, readUpscaleModel } from './model.ts';
import { openSource, readSource } from './source.ts';
import { children, ffmpeg, make, numbered, numbersIn, raw, writeTiny } from './testing/films.ts';
import { upscaleVideo, type VideoOrder, type VideoParts } from './upscaleVideo.ts';

let host: InferenceHost;
let folder = '';
beforeAll(async () => {
  host = new InferenceHost({ script: await buildTestChild('upscale'), spawn: forkedChild });
});
afterAll(() => host.close());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-upscale-'));
});
afterEach(async () => {
  expect(children.running).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => path.join(folder, name);
const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);
const pictures = (numbers: readonly number[]) => numbers.map((number) => numbered(number));
const exact = ['-c:v', 'libx264', '-qp', '0', '-pix_fmt', 'yuv444p'];

const never = new AbortController().signal;
const sourceOf = async (file: string) => readSource(ffmpeg, await openSource(ffmpeg, file, never), never);

interface Change {
  readonly order?: Partial<VideoOrder>;
  readonly parts?: Partial<VideoParts>;
  readonly scale?: number;
  readonly wrap?: (enlarge: Enlarge) => Enlarge;
}

/** Upscales in.* to out.mp4 with the quick model. */
async function upscaled(file: string, change: Change = {}): Promise<UpscaleReport> {
  const signal = new AbortController().signal;
  const model = await readUpscaleModel(await writeTiny(at('model')));
  const passes = passesFor(model, change.scale ?? 2);
  const enlarge = enlargeWith([host], model, passes, ['cpu']);
  const opened = await openSource(ffmpeg, at(file), signal);
  const source = readSource(ffmpeg, opened, signal);
  return upscaleVideo(
    {
      ...{ opened, source, repeats: null, output: at('out.mp4'), model, passes },
      ...{ duplicates: 'exact', video: h264(12, 'veryfast') },
      ...change.order,
    },
    {
      ...{
        ffmpeg,
        known: null,
        repeat: null,
        loads: new Map(),
        sideBySide: 2,
        budget: 1e9,
        held: 64e6,
        signal,
      },
      ...{ enlarge: change.wrap?.(enlarge) ?? enlarge, onProgress: () => undefined },
      ...change.parts,
    },
  );
}

test('every frame is there, in order, with sound, rate and length; distinct frames are computed once', async () => {
  const numbers = [0, 0, 0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 0, 0, 8, 9, 10, 11, 11, 12];
  const rate = ['-f', 'lavfi', '-i', 'sine=d=0.8', ...exact, '-c:a', 'aac', '-shortest'];
  await make([...raw(64, 48, 25), ...rate, at('in.mp4')], pictures(numbers));
  const report = await upscaled('in.mp4');
  expect(report).toMatchObject({ frames: 20, distinct: 13, inferred: 13, width: 128, height: 96, wrong: 0 });
  expect(await numbersIn(at('out.mp4'), 2)).toEqual(numbers);
  const { video, audio } = await probe(ffmpeg, at('out.mp4'));
  expect(video).toMatchObject({ width: 128, height: 96, fps: { num: 25, den: 1 } });
  expect(video?.durationSeconds).toBeCloseTo(0.8, 2);
  expect(audio).toMatchObject([{ codec: 'aac' }]);
});

test('four times is twice two', async () => {
  await make([...raw(), ...exact, at('in.mkv')], pictures(upTo(4)));
  expect(await upscaled('in.mkv', { scale: 4 })).toMatchObject({
    frames: 4,
    width: 256,
    height: 192,
    wrong: 0,
  });
  expect(await numbersIn(at('out.mp4'), 4)).toEqual(upTo(4));
});

test('variable timing survives', async () => {
  const uneven = ['-vf', "setpts='(N+gte(N,5)*7+gte(N,9)*3)/25/TB'", ffmpeg.found.frameMode, 'passthrough'];
  await make(
    [...raw(), ...uneven, ...exact, '-video_track_timescale', '12800', at('in.mp4')],
    pictures(upTo(12)),
  );
  const before = await sourceOf(at('in.mp4'));
  expect(before.steady).toBeNull();
  expect(await upscaled('in.mp4')).toMatchObject({ frames: 12, first: [], wrong: 0 });
  expect(await numbersIn(at('out.mp4'), 2)).toEqual(upTo(12));
  const after = await sourceOf(at('out.mp4'));
  const gaps = (times: readonly number[]) => times.map((time) => Math.round((time - (times[0] ?? 0)) / 120));
  expect(gaps(after.times)).toEqual(gaps(before.times));
});

test('a rotated video comes out upright', async () => {
  await make([...raw(), ...exact, at('flat.mp4')], pictures(upTo(3)));
  await make(['-i', at('flat.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=90', at('in.mp4')]);
  const { video } = await probe(ffmpeg, at('in.mp4'));
  const report = await upscaled('in.mp4');
  const made = await probe(ffmpeg, at('out.mp4'));
  expect(report).toMatchObject({ frames: 3, wrong: 0 });
  expect(made.video).toMatchObject({
    width: (video?.width ?? 0) * 2,
    height: (video?.height ?? 0) * 2,
    rotation: 0,
  });
});

test.each([
  ['one frame', 64, 48, 1, exact],
  ['odd sides', 63, 47, 3, exact],
  ['ten bits', 64, 48, 3, ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p10le']],
  ['grey', 64, 48, 3, ['-c:v', 'ffv1', '-pix_fmt', 'gray']],
])('%s is no obstacle', async (_name, width, height, count, codec) => {
  const frames = upTo(count).map((number) => numbered(number, width, height));
  await make([...raw(width, height), ...codec, at('in.mkv')], frames);
  const report = await upscaled('in.mkv');
  expect(report).toMatchObject({ frames: count, width: width * 2, height: height * 2, wrong: 0 });
  expect(await numbersIn(at('out.mp4'), 2)).toEqual(upTo(count));
});

test('alpha is enlarged with the picture, where the format has it', async () => {
  const half = upTo(3).map((number) => {
    const frame = numbered(number);
    for (let place = 3 + 32 * 64 * 4; place < frame.data.length; place += 4) {
      frame.data[place] = 40;
    }
    return frame;
  });
  await make([...raw(), '-c:v', 'ffv1', '-pix_fmt', 'bgra', at('in.mkv')], half);
  await upscaled('in.mkv', { order: { output: at('out.mkv'), video: lossless } });
  for await (const { width, height, data } of decodeFrames(ffmpeg, at('out.mkv'))) {
    expect([width, height]).toEqual([128, 96]);
    expect([data[3], data.at(-1)]).toEqual([255, 40]);
  }
});

test('what cannot be upscaled is told before anything is computed', async () => {
  await make(['-f', 'lavfi', '-i', 'sine=d=1', at('sound.wav')]);
  await expect(sourceOf(at('sound.wav'))).rejects.toMatchObject({ code: 'no-stream' });
  await writeFile(at('text.mp4'), 'no film at all');
  await expect(sourceOf(at('text.mp4'))).rejects.toBeInstanceOf(Fault);
  const early = [...exact, '-movflags', '+faststart', '-g', '5', at('cut.mp4')];
  await make([...raw(), ...early], pictures(upTo(100)));
  await truncate(at('cut.mp4'), Math.round((await stat(at('cut.mp4'))).size * 0.6));
  await expect(sourceOf(at('cut.mp4'))).rejects.toMatchObject({
    code: 'broken-source',
    message: expect.stringMatching(/ends after frame \d+/) as string,
  });
});

test('the child killed in the midst costs time, not frames', async () => {
  await make([...raw(), ...exact, at('in.mkv')], pictures(upTo(40)));
  let kills = 2;
  const wrap =
    (enlarge: Enlarge): Enlarge =>
    async (frames, load, onResult, signal) => {
      const computing = enlarge(frames, load, onResult, signal);
      if (kills > 0 && host.pid !== null) {
        kills -= 1;
        process.kill(host.pid, 'SIGKILL');
      }
      await computing;
    };
  expect(await upscaled('in.mkv', { wrap })).toMatchObject({ frames: 40, inferred: 40, wrong: 0 });
  expect(kills).toBe(0);
  expect(await numbersIn(at('out.mp4'), 2)).toEqual(upTo(40));
});

test('two children compute side by side; one that dies costs time, not frames', async () => {
  await make([...raw(), ...exact, at('in.mkv')], pictures(upTo(40)));
  const second = new InferenceHost({ script: await buildTestChild('upscale'), spawn: forkedChild });
  try {
    const asked = [0, 0];
    let kills = 1;
    const counted = [host, second].map((child, lane) => ({
      run: ((...given) => {
        asked[lane] = (asked[lane] ?? 0) + 1;
        if (lane === 1 && kills > 0 && child.pid !== null) {
          kills -= 1;
          process.kill(child.pid, 'SIGKILL');
        }
        return child.run(...given);
      }) as InferenceHost['run'],
    }));
    const model = await readUpscaleModel(await writeTiny(at('model')));
    const wrap = () => enlargeWith(counted, model, 1, ['cpu']);
    const report = await upscaled('in.mkv', { wrap, parts: { sideBySide: 4 } });
    expect(report).toMatchObject({ frames: 40, inferred: 40, wrong: 0 });
    expect(Math.min(...asked)).toBeGreaterThan(1);
    expect(kills).toBe(0);
    expect(await numbersIn(at('out.mp4'), 2)).toEqual(upTo(40));
  } finally {
    await second.close();
  }
});

test('without onnxruntime-node there is one sentence and no film', async () => {
  await make([...raw(), ...exact, at('in.mkv')], pictures(upTo(4)));
  const script = await buildTestChild('upscaleBare', { alias: { 'onnxruntime-node': 'onnxruntime-absent' } });
  const bare = new InferenceHost({ script, spawn: forkedChild });
  try {
    const model = await readUpscaleModel(await writeTiny(at('model')));
    const wrap = () => enlargeWith([bare], model, 1);
    await expect(upscaled('in.mkv', { wrap })).rejects.toMatchObject({
      code: 'onnx-missing',
      message: 'ONNX models cannot run here: onnxruntime-node is not installed or does not fit this machine.',
      remedy: expect.stringContaining('npm install onnxruntime-node') as string,
    });
    expect((await readdir(folder)).sort()).toEqual(['in.mkv', 'model']);
  } finally {
    await bare.close();
  }
});

test('a second run, and a cut of the film, begin with what is known', async () => {
  await make([...raw(), ...exact, at('in.mkv')], pictures(upTo(12)));
  await make([...raw(), ...exact, at('cut.mkv')], pictures([5, 6, 7, 20]));
  const known = openFrameStore(at('store')).resultsOf('tiny');
  expect(await upscaled('in.mkv', { parts: { known } })).toMatchObject({ inferred: 12, known: 0 });
  expect(await upscaled('in.mkv', { parts: { known } })).toMatchObject({ inferred: 0, known: 12, wrong: 0 });
  expect(await upscaled('cut.mkv', { parts: { known } })).toMatchObject({ inferred: 1, known: 3, wrong: 0 });
  // A damaged picture is none.
  const [shard = ''] = await readdir(at('store'));
  const [name = ''] = await readdir(path.join(at('store'), shard));
  const file = path.join(at('store'), shard, name);
  await writeFile(file, (await readFile(file)).subarray(0, 60));
  expect(await upscaled('in.mkv', { parts: { known } })).toMatchObject({ inferred: 1, known: 11, wrong: 0 });
});

test('a frame given up is named, the film is whole; a cancel leaves nothing', async () => {
  await make([...raw(), ...exact, at('in.mkv')], pictures(upTo(20)));
  const dark = numbered(9).data;
  const wrap =
    (enlarge: Enlarge): Enlarge =>
    (frames, ...rest) =>
      frames.some(({ data }) => Buffer.compare(data, dark) === 0)
        ? Promise.reject(new Fault('inference-lost', 'The process ended.', 'Again.'))
        : enlarge(frames, ...rest);
  const report = await upscaled('in.mkv', { wrap });
  expect(report).toMatchObject({ frames: 20, wrong: 1, first: [{ frame: 9, what: 'failed' }] });
  expect(await numbersIn(at('out.mp4'), 2)).toEqual(upTo(20));
  await rm(at('out.mp4'));
  const cancel = new AbortController();
  const onProgress = () => {
    cancel.abort(new Error('enough'));
  };
  await expect(upscaled('in.mkv', { parts: { signal: cancel.signal, onProgress } })).rejects.toThrow(
    'enough',
  );
  expect((await readdir(folder)).sort()).toEqual(['in.mkv', 'model']);
});

test('a film whose stream nothing can be put behind is made again with every frame encoded', async () => {
  const numbers = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2];
  await make([...raw(), ...exact, at('in.mp4')], pictures(numbers));
  let tries = 0;
  const report = await upscaled('in.mp4', {
    parts: {
      repeat: async function* (stream) {
        tries += 1;
        for await (const chunk of stream) {
          yield Buffer.from(chunk);
          throw new Fault('not-skippable', 'The stream is of another kind.', 'Encode every frame.');
        }
      },
    },
  });
  expect(tries).toBe(1);
  expect(report).toMatchObject({ frames: 10, distinct: 3, wrong: 0 });
  expect(await numbersIn(at('out.mp4'), 2)).toEqual(numbers);
  expect((await readdir(folder)).filter((name) => name.includes('out'))).toEqual(['out.mp4']);
});
