import { rm } from 'node:fs/promises';
import { Fault } from '../../shared/fault.ts';
import type { BrokenFrame, Duplicates, UpscaleReport } from '../../shared/upscale/schema.ts';
import { publish } from '../media/atomicWrite.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { fileFault } from '../media/fileFault.ts';
import type { Frame } from '../media/frame.ts';
import { batchesFor, type LoadMemory } from './batches.ts';
import { decodeSource } from './decode.ts';
import type { Enlarge } from './enlarge.ts';
import type { LoadedModel } from './model.ts';
import { beginPartial } from './partialFilm.ts';
import { proveFilm, type Expected } from './proof.ts';
import { isRepeating, openRepeatsWriter, type RepeatPictures } from './repeatsWriter.ts';
import type { OpenedSource, Source } from './source.ts';
import { upscaleFrames, type Counts, type KnownResults, type Upscaled } from './upscaleFrames.ts';
import { openWriter, type FilmSettings, type Writer, type WriterPlan } from './writer.ts';

export interface VideoOrder {
  readonly opened: OpenedSource;
  /** What decoding it once said; frames are computed meanwhile. */
  readonly source: Promise<Source>;
  /** The share of frames that repeat the one before, where that is known better than by the source; else null. */
  readonly repeats: number | null;
  readonly output: string;
  readonly model: LoadedModel;
  readonly passes: number;
  readonly duplicates: Duplicates;
  readonly video: FilmSettings;
}

export interface VideoParts {
  readonly ffmpeg: Ffmpeg;
  readonly enlarge: Enlarge;
  /** null keeps nothing on disk: what is finished when the program ends is lost. */
  readonly known: KnownResults | null;
  /** null encodes every frame. */
  readonly repeat: RepeatPictures | null;
  readonly loads: LoadMemory;
  /** Batches on their way at once. */
  readonly sideBySide: number;
  /** Bytes that may be taken: by a child, and by results held here. */
  readonly budget: number;
  readonly held: number;
  readonly signal: AbortSignal;
  /** `phase`: upscaling counts frames written, proving frames looked at. */
  readonly onProgress: (phase: 'upscale' | 'prove', done: number, total: number, counts: Counts) => void;
}

/** The first of what is wrong that a report lists. */
const mostListed = 10;

/**
 * A video `scale ** passes` times as large, with the source's sound, times and colour. The file appears whole, after it was
 * decoded and compared with the source frame by frame; what is wrong with it is in the report. Throws Faults of reading,
 * computing and writing, or the signal's reason, and leaves nothing then.
 */
export async function upscaleVideo(order: VideoOrder, parts: VideoParts): Promise<UpscaleReport> {
  try {
    return await upscaledBy(order, parts);
  } catch (error) {
    if (parts.repeat === null || !(error instanceof Fault) || error.code !== 'not-skippable') {
      throw error;
    }
    // Begun anew with every frame encoded; what was computed is found again where results are kept.
    return upscaledBy(order, { ...parts, repeat: null });
  }
}

async function upscaledBy(order: VideoOrder, parts: VideoParts): Promise<UpscaleReport> {
  const { model, passes, output } = order;
  const began = performance.now();
  const scale = model.scale ** passes;
  const { width, height } = order.opened.video;
  const size = { width: width * scale, height: height * scale };
  const stop = new AbortController();
  const signal = AbortSignal.any([parts.signal, stop.signal]);
  order.source.catch((error: unknown) => {
    stop.abort(error);
  });
  const counts: Counts = { read: 0, distinct: 0, inferred: 0, known: 0, failed: 0 };
  const partial = await beginPartial(output);
  try {
    const frames = upscaleFrames(
      decoded(order, parts.ffmpeg, signal),
      {
        ...{ enlarge: parts.enlarge, known: parts.known, sideBySide: parts.sideBySide, held: parts.held },
        ...{ scale, duplicates: order.duplicates, signal },
        batches: batchesFor(parts.loads, model, passes, { width, height }, parts.budget),
      },
      counts,
    );
    const { prints, shows, failed, bytes } = await writeFrames(frames, {
      source: order.source,
      open: (source) => openWriterFor(order, parts, { ...size, source, partial, signal }),
      onFrame: (done, total) => {
        parts.onProgress('upscale', done, total, counts);
      },
    });
    const wrong = await proveFilm(parts.ffmpeg, partial, { prints, shows }, signal, (done) => {
      parts.onProgress('prove', done, prints.length, counts);
    });
    await publish(partial, output).catch((error: unknown) => {
      throw fileFault('The film could not be put under its name', output, error);
    });
    const all = [...failed, ...wrong].sort((a, b) => a.frame - b.frame);
    return {
      frames: prints.length,
      distinct: counts.distinct,
      inferred: counts.inferred,
      known: counts.known,
      seconds: (performance.now() - began) / 1000,
      ...size,
      bytes,
      wrong: all.length,
      first: all.slice(0, mostListed),
    };
  } catch (error) {
    stop.abort();
    await rm(partial, { force: true });
    throw error;
  }
}

/** What is wrong with the source says more than what decoding says of it, and ends what was begun meanwhile. */
async function* decoded(
  { opened, source }: VideoOrder,
  ffmpeg: Ffmpeg,
  signal: AbortSignal,
): AsyncGenerator<Frame, void, void> {
  try {
    yield* decodeSource(ffmpeg, opened, signal);
  } catch (error) {
    await source;
    throw error;
  }
}

function openWriterFor(
  { video, output, repeats }: VideoOrder,
  { ffmpeg, repeat }: VideoParts,
  given: Omit<WriterPlan, 'video' | 'output'>,
): Writer {
  const plan = { ...given, video, output };
  const { steady, repeats: inSource } = given.source;
  return repeat !== null && steady !== null && isRepeating(plan, repeats ?? inSource)
    ? openRepeatsWriter(ffmpeg, plan, steady, repeat)
    : openWriter(ffmpeg, plan);
}

/** A film that was written, and what it is proved by. */
interface Written extends Expected {
  readonly failed: readonly BrokenFrame[];
  readonly bytes: number;
}

/** Writes all frames in their order with a writer that is opened for the first; it is discarded when that fails. */
async function writeFrames(
  frames: AsyncIterable<Upscaled>,
  film: {
    readonly source: Promise<Source>;
    readonly open: (source: Source) => Writer;
    readonly onFrame: (done: number, total: number) => void;
  },
): Promise<Written> {
  const prints: Uint8Array[] = [];
  const shows: number[] = [];
  const failed: BrokenFrame[] = [];
  let writer: Writer | null = null;
  try {
    for await (const { index, distinct, print, frame, failed: why } of frames) {
      const source = await film.source;
      writer ??= film.open(source);
      await writer.write(frame, shows.at(-1) === distinct);
      prints.push(print);
      shows.push(distinct);
      if (why !== null) {
        failed.push({ frame: index, what: 'failed', why: why.message });
      }
      film.onFrame(index + 1, source.times.length);
    }
    const { times } = await film.source;
    if (writer === null || prints.length !== times.length) {
      throw new Fault(
        'broken-source',
        `${String(prints.length)} frames were read where ${String(times.length)} were counted before.`,
        'The file changed meanwhile; upscale it again.',
      );
    }
    return { prints, shows, failed, bytes: await writer.finish() };
  } catch (error) {
    await writer?.discard();
    throw error;
  }
}
