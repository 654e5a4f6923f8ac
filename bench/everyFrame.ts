import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readCaptions } from '../shared/captions/read.ts';
import { states } from '../shared/captions/states.ts';
import { Fonts } from '../electron/captions/fonts.ts';
import { Painter } from '../electron/captions/painter.ts';
import { captionLayer } from '../electron/export/captionLayer.ts';
import { paintedRuns } from '../electron/export/layer.ts';
import { lay } from '../electron/export/overlay.ts';
import { planesOf } from '../electron/export/planes.ts';
import { Children } from '../electron/media/children.ts';
import { Ffmpeg } from '../electron/media/ffmpeg.ts';
import { ffmpegPlaces } from '../electron/media/ffmpegPlaces.ts';
import { findFfmpeg } from '../electron/media/findFfmpeg.ts';
import { readImage } from '../electron/media/images.ts';

const find = () =>
  findFfmpeg(
    ffmpegPlaces({
      setting: process.env['FFMPEG_PATH'] ?? null,
      resources: null,
      path: process.env['PATH'] ?? '',
    }),
  );

/** The limit: the same pictures, each given to the same encoder as often as it is shown. */
async function encodeEveryFrame([
  words = '',
  back = '',
  sound = '',
  output = '',
  seconds = '0',
  root = '',
]: readonly string[]): Promise<void> {
  const ffmpeg = new Ffmpeg(await find(), new Children());
  const size = { width: 1920, height: 1080 };
  const track = readCaptions(await readFile(words, 'utf8'));
  const painter = new Painter(track, size, new Fonts([path.join(root, 'resources/fonts')]));
  const shown = states(track, { num: 30, den: 1 }, Number(seconds) * 30);
  const layer = captionLayer(shown, async function* ({ states }) {
    for (const state of states) {
      yield await Promise.resolve({ patch: painter.paint(state) });
    }
  });
  const background = planesOf(await readImage(back, { ...size, fit: 'crop' }));
  const raw = ['-f', 'rawvideo', '-pixel_format', 'yuv420p', '-video_size', '1920x1080', '-framerate', '30'];
  const coded = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '18',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'copy',
  ];
  const running = ffmpeg.start({
    step: 'The limit could not be measured',
    command: {
      inputs: [
        { source: 'pipe', options: raw },
        { source: { file: sound }, options: [] },
      ],
      videoFilters: [],
      audioFilters: [],
      output: { target: { file: output }, options: [...coded, '-movflags', '+faststart'] },
    },
    signal: null,
    progress: () => undefined,
  });
  const picture = { ...background, data: Uint8Array.from(background.data) };
  const never = new AbortController().signal;
  for await (const { run, patch } of paintedRuns(layer, never, 'fast')) {
    picture.data.set(background.data);
    if (patch !== null) {
      lay(patch, picture);
    }
    for (let i = 0; i < run.frames; i++) {
      await new Promise<void>((resolve) => running.stdin.write(picture.data, () => resolve()));
    }
  }
  running.stdin.end();
  await running.done;
}

const words = process.argv.slice(2);
if (words[0] === 'ffmpeg') {
  console.log((await find()).path);
} else {
  await encodeEveryFrame(words);
}
