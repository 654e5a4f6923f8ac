import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Fps } from '../../shared/project/schema.ts';
import { rateOf, type Command } from '../media/command.ts';
import { checkCount, endedEarly, put } from '../media/feed.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { evenFrame, type Frame } from '../media/frame.ts';
import { matroskaHead, matroskaPicture } from '../media/matroskaWriter.ts';
import { mp4Flags, repeatable, withoutFlags } from '../media/presets.ts';
import { readThrough } from '../media/readThrough.ts';
import { conversion, microsOf, soundOf, tags, type Writer, type WriterPlan } from './writer.ts';

/**
 * Makes each picture of an H.264 byte stream last: behind picture `i` come `lasting[i] - 1` more that take no bytes to speak
 * of. `lasting[i]` is there before picture `i` is. Throws Fault 'not-skippable' for a stream it cannot do that with.
 */
export type RepeatPictures = (
  stream: AsyncIterable<Uint8Array>,
  lasting: readonly number[],
) => AsyncIterable<Buffer>;

/** Below this share of repeats, what is lost by one reference and no B-pictures is more than what is gained. */
const leastRepeats = 0.25;

/**
 * The longest stretch of one picture, and the time after which a picture is a key picture, in seconds: no key is further than
 * their sum from the one before.
 */
const longest = 4;

/** Whether a film with so many repeats is written by `openRepeatsWriter`. */
export const isRepeating = (
  { video, source }: Pick<WriterPlan, 'video' | 'source'>,
  repeats: number,
): boolean =>
  repeats >= leastRepeats &&
  source.steady !== null &&
  video.encoder === 'libx264' &&
  video.pixelFormat === 'yuv420p' &&
  video.filters.length === 0 &&
  ['mp4', 'mov'].includes(video.container);

/**
 * A film whose repeats are not encoded: x264 encodes each picture once for as long as it stays, its repeats are put behind it, and a
 * second ffmpeg lays the stream and the source's sound into a file.
 *
 * Measured on 300 frames of 1280x720, 90 of them distinct (two moving patterns): 1.7 and 3.0 s of processor time instead of 5.5 and
 * 7.7 with every frame encoded at crf 18. At crf 19 the frames are nearer to what was given by 0.6 and 0.8 dB and the film
 * is larger by 5 and 7 %; at crf 18 by 1.7 and 1.6 dB, and 13 and 17 %.
 */
export function openRepeatsWriter(
  ffmpeg: Ffmpeg,
  plan: WriterPlan,
  fps: Fps,
  repeat: RepeatPictures,
): Writer {
  const { signal, partial, source } = plan;
  const step = `“${path.basename(plan.output)}” could not be written`;
  let [given, arrived] = [0, 0];
  const coder = ffmpeg.start({
    ...{ step, signal, progress: null },
    command: coderCommand(plan, fps, ffmpeg.found.frameMode),
  });
  const muxer = ffmpeg.start({
    ...{ step, signal, command: muxerCommand(plan, fps) },
    progress: ({ frames }) => {
      arrived = frames;
    },
  });
  const lasting: number[] = [];
  const handOn = async () => {
    try {
      const stream = readThrough(coder, { read: (chunk: Buffer) => [chunk] });
      for await (const chunk of repeat(stream, lasting)) {
        if (await put(muxer, chunk)) {
          break;
        }
      }
      muxer.stdin.end();
      await muxer.done;
    } catch (error) {
      await Promise.all([coder.stop(), muxer.stop()]);
      throw error;
    }
  };
  const handedOn = handOn();
  // `write` and `finish` tell of it.
  handedOn.catch(() => undefined);

  const most = Math.max(1, Math.round((longest * fps.num) / fps.den));
  let waiting: { readonly frame: Frame; readonly from: number; frames: number } | null = null;
  const timeOf = (frame: number) => source.times[frame] ?? (source.times.at(-1) ?? 0) + source.lastTicks;
  /** Only when it is known for how long it stays. */
  const flush = async () => {
    if (waiting === null) {
      return;
    }
    const { frame, from, frames } = waiting;
    waiting = null;
    if (lasting.length === 0) {
      await pass(matroskaHead({ size: frame, format: Buffer.from('RGBA'), isBt709: false }));
    }
    lasting.push(frames);
    const length = timeOf(from + frames) - timeOf(from);
    await pass(matroskaPicture(microsOf(timeOf(from)), microsOf(length), frame.data.length));
    await pass(frame.data);
  };
  const pass = async (data: Uint8Array) => {
    if (await put(coder, data)) {
      await handedOn;
      throw endedEarly(step);
    }
  };
  return {
    partial,
    discard: async () => {
      await Promise.all([coder.stop(), muxer.stop()]);
      await handedOn.catch(() => undefined);
      await rm(partial, { force: true });
    },
    write: async (frame, isRepeat) => {
      if (isRepeat && waiting !== null && waiting.frames < most) {
        waiting.frames += 1;
      } else {
        await flush();
        waiting = { frame: evenFrame(frame), from: given, frames: 1 };
      }
      given += 1;
    },
    finish: async () => {
      await flush();
      coder.stdin.end();
      await handedOn;
      checkCount(step, given, arrived);
      return (await stat(partial)).size;
    },
  };
}

/**
 * Pictures with their times in, an H.264 byte stream out. Its level goes by the film's rate, not by that of the pictures it is
 * given.
 */
function coderCommand({ video, source }: WriterPlan, fps: Fps, frameMode: string): Command {
  return {
    inputs: [{ source: 'pipe', options: ['-f', 'matroska'] }],
    videoFilters: conversion(video, source),
    audioFilters: [],
    output: {
      target: 'pipe',
      options: [
        ...['-map', '0:v:0', '-c:v', 'libx264', '-pix_fmt', video.pixelFormat],
        ...[...coarser(video.options), ...repeatable(`fps=${rateOf(fps)}`), ...tags(source)],
        ...['-force_key_frames', `expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+${String(longest)}))`],
        ...[frameMode, 'passthrough', '-enc_time_base', `${String(fps.den)}:${String(fps.num)}`],
        ...['-f', 'h264'],
      ],
    },
  };
}

/** By one step: a picture that is told to stay long is encoded finer by more than that. */
const coarser = (options: readonly string[]): readonly string[] =>
  withoutFlags(options).map((option, at, own) =>
    own[at - 1] === '-crf' ? String(Number(option) + 1) : option,
  );

function muxerCommand({ source, video, partial }: WriterPlan, fps: Fps): Command {
  const sound = soundOf(source, video.container);
  return {
    inputs: [{ source: 'pipe', options: ['-f', 'h264', '-framerate', rateOf(fps)] }, ...sound.inputs],
    videoFilters: [],
    audioFilters: [],
    output: {
      target: { file: partial },
      options: [
        ...['-map', '0:v:0', '-c:v', 'copy', ...tags(source), ...sound.options],
        ...[...mp4Flags, '-f', video.container],
      ],
    },
  };
}
