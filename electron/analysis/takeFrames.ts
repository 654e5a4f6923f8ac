import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import { fastPng } from '../media/fastPng.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Frame } from '../media/frame.ts';
import { PamReader } from '../media/pam.ts';
import { exactScaling } from '../media/decoder.ts';

/** A frame's time is known to the millisecond: it may begin a little before. */
const slack = 0.002;

/**
 * The frame shown from `seconds` on (or the next one after), full size and upright, as a lossless PNG. Seeks, so it
 * costs the frames from the last key frame of the codec on. Faults: no-frame past the end, and ffmpeg's.
 */
export async function takeFrame(
  ffmpeg: Ffmpeg,
  file: string,
  seconds: number,
  signal: AbortSignal | null,
): Promise<Buffer> {
  const step = `A frame of “${path.basename(file)}” could not be taken`;
  const from = Math.max(0, seconds - slack);
  const running = ffmpeg.start({
    step,
    command: {
      inputs: [{ source: { file }, options: from === 0 ? [] : ['-ss', from.toFixed(4)] }],
      videoFilters: [`scale=flags=${exactScaling}`, 'format=rgba'],
      audioFilters: [],
      output: {
        target: 'pipe',
        options: ['-map', '0:v:0', '-frames:v', '1', '-c:v', 'pam', '-pix_fmt', 'rgba', '-f', 'image2pipe'],
      },
    },
    signal,
    progress: null,
  });
  try {
    const reader = new PamReader();
    const frames: Frame[] = [];
    for await (const chunk of running.stdout) {
      frames.push(...reader.read(chunk as Buffer));
    }
    await running.done;
    const [frame] = frames;
    if (frame === undefined) {
      throw new Fault(
        'no-frame',
        `${step}: it shows nothing at ${seconds.toFixed(2)} s.`,
        'Choose a time before its end.',
      );
    }
    return await fastPng(frame);
  } finally {
    await running.stop();
  }
}
