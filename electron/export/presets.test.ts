import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { plainExport } from '../../shared/export/plainExport.ts';
import type { ExportSettings } from '../../shared/export/settings.ts';
import { decodeFrames } from '../media/decoder.ts';
import { encodersOf, isHardware } from '../media/codecs.ts';
import { workingEncoders } from '../media/encoders.ts';
import type { Frame } from '../media/frame.ts';
import { probe } from '../media/probe.ts';
import { exportFilm } from './exportFilm.ts';
import { presets, type Preset } from './presets.ts';
import { readSound, soundUnder } from './sound.ts';
import { numbered, numberOf, testRoom, tone } from './testing/films.ts';
import { videoFor } from './videoFor.ts';

const room = await testRoom();
const { ffmpeg } = room;
const software = Object.values(encodersOf).flatMap((names) => names.filter((name) => !isHardware(name)));
const working = await workingEncoders(ffmpeg, software, new Map());
const encoderFor = ({ codec }: Preset) => encodersOf[codec].find((name) => working.includes(name)) ?? null;
const size = { width: 256, height: 64 };
const fps = { num: 24, den: 1 };
const count = 30;
const film = { size, fps, frames: count };
const signal = new AbortController().signal;

const settingsOf = (preset: Preset, some: Partial<ExportSettings> = {}): ExportSettings => ({
  ...{ ...plainExport, speed: 'fast', name: 'film', preset: preset.id },
  ...some,
});

/** A film whose frames carry their numbers from `first`; resolves to where it lies. */
async function made(preset: Preset, name: string, first: number, some: Partial<ExportSettings> = {}) {
  const output = path.join(room.folder, preset.isFolder ? name : `${name}.${preset.extension}`);
  const video = videoFor(settingsOf(preset, some), film, encoderFor(preset) ?? '');
  const sound = await tone(ffmpeg, path.join(room.folder, `${name}.wav`), 0.9);
  const audio = soundUnder(sound, await readSound(ffmpeg, sound, signal), video.container, count, fps);
  async function* frames() {
    for (let number = first; number < first + count; number++) {
      yield await Promise.resolve({ frame: numbered(size.width, size.height, number) });
    }
  }
  const onFrame = () => undefined;
  const result = await exportFilm(ffmpeg, {
    frames: frames(),
    size,
    fps,
    video,
    audio,
    output,
    signal,
    onFrame,
  });
  expect(result.frames).toBe(count);
  return output;
}

async function readStill(file: string, page = 0): Promise<Frame> {
  const { data, info } = await sharp(file, { page })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

async function framesIn(preset: Preset, file: string): Promise<readonly Frame[]> {
  if (preset.id === 'webp') {
    // ffmpeg before 9 writes them and cannot read them.
    const { delay = [] } = await sharp(file, { animated: true }).metadata();
    expect(delay.reduce((sum, one) => sum + one, 0) / 1000).toBeCloseTo(count / 24, 1);
    return Promise.all(delay.map((_, page) => readStill(file, page)));
  }
  if (preset.isFolder) {
    const names = (await readdir(file)).toSorted();
    expect(names).toEqual(
      names.map((_, at) => `${path.basename(file)}_${String(at + 1).padStart(5, '0')}.png`),
    );
    return Promise.all(names.map((name) => readStill(path.join(file, name))));
  }
  const frames: Frame[] = [];
  for await (const frame of decodeFrames(ffmpeg, file)) {
    frames.push(frame);
  }
  return frames;
}

const from = (first: number) => Array.from({ length: count }, (_, at) => first + at);

test.for(presets)(
  '$id: every frame is there once, in order, alone and with another export beside it',
  async (preset, context) => {
    if (encoderFor(preset) === null) {
      context.skip(`this ffmpeg has no working encoder for ${preset.label}`);
    }
    const alone = await made(preset, 'alone 100%', 0);
    // The reference coder of AV1 takes seconds for each.
    const isSlow = encoderFor(preset) === 'libaom-av1';
    const beside = isSlow ? [] : await Promise.all([made(preset, 'one', 100), made(preset, 'two', 200)]);
    for (const [at, file] of [alone, ...beside].entries()) {
      expect((await framesIn(preset, file)).map(numberOf)).toEqual(from(at * 100));
      if (preset.hasSound) {
        const { audio, durationSeconds } = await probe(ffmpeg, file);
        expect(Math.abs((audio[0]?.durationSeconds ?? 0) - count / 24)).toBeLessThan(1 / 24);
        expect(Math.abs(durationSeconds - count / 24)).toBeLessThan(1 / 24);
      }
    }
    // Nothing beside them: no partial file, no folder.
    expect((await readdir(room.folder)).filter((name) => !name.endsWith('.wav'))).toHaveLength(
      1 + beside.length,
    );
  },
);

test.for(presets)(
  '$id: in another size every frame is there, whole on black or cut',
  async (preset, context) => {
    if (encoderFor(preset) === null) {
      context.skip(`this ffmpeg has no working encoder for ${preset.label}`);
    }
    if (encoderFor(preset) === 'libaom-av1') {
      context.skip('the reference coder takes ten seconds for this, and sizes are not its own affair');
    }
    const wanted = { width: 129, height: 67 };
    const even = preset.video.even ? { width: 130, height: 68 } : wanted;
    for (const fit of ['pad', 'crop'] as const) {
      const frames = await framesIn(preset, await made(preset, fit, 0, { size: wanted, fit }));
      // The middle is the same in many of them, and the same picture twice is one that lasts longer in a WebP.
      if (preset.id !== 'webp' || fit === 'pad') {
        expect(frames).toHaveLength(count);
      }
      const [first] = frames;
      expect(first).toMatchObject(even);
      // The picture's grey in the middle, and above it black where all of the picture is shown.
      const at = (x: number, y: number) => first?.data[(y * even.width + x) * 4] ?? 0;
      expect(Math.abs(at(64, 40) - 128)).toBeLessThan(12);
      if (fit === 'pad') {
        expect(at(64, 4)).toBeLessThan(12);
      }
    }
  },
);

test('what a format cannot carry is said of it', () => {
  const silent = presets.filter(({ hasSound }) => !hasSound).map(({ id }) => id);
  expect(silent).toEqual(['gif', 'webp', 'png']);
  for (const { video, hasSound } of presets) {
    const facts = { codec: 'aac', durationSeconds: 9, sampleRate: 48000, channels: 2 };
    expect(soundUnder('a.m4a', facts, video.container, count, fps) !== null).toBe(hasSound);
  }
  expect(presets.filter(({ hasAlpha }) => hasAlpha).map(({ id }) => id)).toEqual(['lossless', 'webp', 'png']);
});
