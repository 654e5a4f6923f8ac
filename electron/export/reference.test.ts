import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { states } from '../../shared/captions/states.ts';
import { Fonts } from '../captions/fonts.ts';
import { Painter } from '../captions/painter.ts';
import { paintFrame } from '../captions/reference.ts';
import { minuteOfWords } from '../captions/testing/tracks.ts';
import { decodeFrames } from '../media/decoder.ts';
import { greyFrame, type Frame } from '../media/frame.ts';
import { h264 } from '../media/presets.ts';
import { captionLayer } from './captionLayer.ts';
import { captionsOverStill } from './captionsOverStill.ts';
import { captionsOverVideo } from './captionsOverVideo.ts';
import { layOnFrame } from './overlay.ts';
import { likeness } from './testing/likeness.ts';
import { testRoom } from './testing/films.ts';

const room = await testRoom();
const { ffmpeg } = room;
const fonts = new Fonts([path.resolve(import.meta.dirname, '../../resources/fonts')]);
const size = { width: 320, height: 180 };
const fps = { num: 30, den: 1 };
const length = 45;
const track = minuteOfWords({ size: 90, shadow: { x: 3, y: 3, blur: 4, colour: '#000000c0' } });
const signal = new AbortController().signal;
const painter = new Painter(track, size, fonts);
const bounds = painter.bounds() ?? { x: 0, y: 0, ...size };
const captions = captionLayer(states(track, fps, length), async function* ({ states }) {
  for (const state of states) {
    yield await Promise.resolve({ patch: painter.paint(state) });
  }
});
const bounded = { ...captions, bounds: () => Promise.resolve(bounds) };

const framesOf = async (file: string, wanted: Parameters<typeof decodeFrames>[2] = {}) => {
  const frames: Frame[] = [];
  for await (const frame of decodeFrames(ffmpeg, file, wanted)) {
    frames.push(frame);
  }
  return frames;
};

const kept = new Map<number, Frame>();
/** The captions of a frame alone; painted once for all tests. */
const painted = (frame: number): Frame => {
  const picture = kept.get(frame) ?? paintFrame(track, size, fps, frame, fonts);
  kept.set(frame, picture);
  return picture;
};

/** The film is, frame by frame, what lies under it with the captions painted from their times alone; the word changes on its frame. */
async function expectAsPainted(film: string, under: (frame: number) => Frame | undefined): Promise<void> {
  const frames = await framesOf(film);
  expect(frames).toHaveLength(length);
  frames.forEach((frame, i) => {
    const beneath = under(i);
    expect(beneath).toBeDefined();
    if (beneath === undefined) {
      return;
    }
    const alike = (when: number) => {
      const patch = { x: 0, y: 0, ...painted(when) };
      return likeness(frame, layOnFrame(patch, beneath), bounds);
    };
    const own = alike(i);
    expect(own, `frame ${String(i)}`).toBeGreaterThan(0.98);
    if (i % 12 === 0 || i % 12 === 11) {
      const other = i % 12 === 0 ? i - 1 : i + 1;
      expect(own, `frame ${String(i)}, not ${String(other)}`).toBeGreaterThan(other < 0 ? 0 : alike(other));
    }
  });
}

test('captions over a picture are those painted frame by frame', async () => {
  const background = greyFrame(size.width, size.height, 90);
  for (let at = 0; at < background.data.length; at += 4) {
    background.data[at] = (at >> 3) & 127;
  }
  const output = path.join(room.folder, 'film.mp4');
  await captionsOverStill(ffmpeg, {
    ...{ background, captions, size, fps, video: h264(10), audio: null, output, signal },
    onFrame: () => undefined,
  });
  await expectAsPainted(output, () => background);
});

const bt709 = [
  '-colorspace',
  'bt709',
  '-color_primaries',
  'bt709',
  '-color_trc',
  'bt709',
  '-color_range',
  'tv',
];
const towards709 = 'scale=out_color_matrix=bt709:out_range=tv';

/** Says in the track's header that the pictures are to be turned a quarter clockwise (ISO 14496-12, tkhd version 0). */
async function turn(file: string): Promise<void> {
  const bytes = await readFile(file);
  const matrix = bytes.indexOf('tkhd') + 4 + 40;
  [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000].forEach((value, at) =>
    bytes.writeInt32BE(value, matrix + at * 4),
  );
  await writeFile(file, bytes);
}

test.each([
  ['in BT.709', [towards709], bt709, 'mp4'],
  ['that says nothing of its colours', [], [], 'mp4'],
  ['of varying rate', [towards709, "select='not(eq(mod(n,5),2))'"], bt709, 'mkv'],
  ['that is turned', [towards709, 'transpose=2'], bt709, 'mp4'],
] as const)(
  'captions over a video %s are those painted frame by frame',
  async (name, filters, options, kind) => {
    const background = path.join(room.folder, `under.${kind}`);
    await ffmpeg.run({
      step: 'The test video could not be made',
      command: {
        inputs: [
          { source: { generated: 'testsrc2=size=320x180:rate=30:duration=1.4' }, options: ['-f', 'lavfi'] },
        ],
        videoFilters: [...filters],
        audioFilters: [],
        output: {
          target: { file: background },
          options: ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '6', ...options],
        },
      },
      signal,
      progress: null,
    });
    if (name === 'that is turned') {
      await turn(background);
    }
    const output = path.join(room.folder, 'film.mp4');
    await captionsOverVideo(ffmpeg, {
      ...{
        background,
        captions: bounded,
        size,
        fps,
        video: h264(6, 'veryfast'),
        audio: null,
        output,
        signal,
      },
      onFrame: () => undefined,
    });
    const under = await framesOf(background, { fps, ...size });
    await expectAsPainted(output, (frame) => under[Math.min(frame, under.length - 1)]);
  },
);
