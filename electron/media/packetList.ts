import { Fault } from '../../shared/fault.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { rationalRate, type AudioFacts, type MediaFacts, type VideoFacts } from './probe.ts';

interface Stream {
  readonly facts: Map<string, string>;
  packets: number;
  first: number;
  last: number;
}

/**
 * A file's facts from ffmpeg's framecrc output, a documented text: `#key stream: value` lines, then one line a packet
 * (`stream, dts, pts, duration, size, crc`). Works for every container ffmpeg reads and needs no ffprobe.
 */
export async function readPacketList(
  ffmpeg: Ffmpeg,
  file: string,
  step: string,
  signal: AbortSignal | null,
): Promise<MediaFacts> {
  const text = await ffmpeg
    .run({
      step,
      command: {
        inputs: [{ source: { file }, options: [] }],
        videoFilters: [],
        audioFilters: [],
        output: { target: 'pipe', options: ['-map', '0:v?', '-map', '0:a?', '-c', 'copy', '-f', 'framecrc'] },
      },
      signal,
      progress: null,
    })
    .catch((error: unknown) => {
      // With both maps optional a file without streams fails at opening the output; text named as a picture
      // fails a step later, at a header without a size.
      if (
        error instanceof Fault &&
        /does not contain any stream|could not write header/i.test(error.message)
      ) {
        return Buffer.alloc(0);
      }
      throw error;
    });
  const streams = [...streamsOf(text.toString('utf8')).values()];
  const video = streams.find((stream) => stream.facts.get('media_type') === 'video');
  const audio = streams.filter((stream) => stream.facts.get('media_type') === 'audio');
  return {
    durationSeconds: Math.max(0, ...streams.map(secondsOf)),
    video: video === undefined ? null : videoOf(video),
    audio: audio.map(audioOf),
  };
}

function streamsOf(text: string): Map<string, Stream> {
  const streams = new Map<string, Stream>();
  for (const line of text.split('\n')) {
    const [, key, index, value] = /^#(\w+) (\d+): *(.*)$/.exec(line) ?? [];
    if (key !== undefined && index !== undefined && value !== undefined) {
      const stream = streams.get(index) ?? { facts: new Map(), packets: 0, first: Infinity, last: 0 };
      stream.facts.set(key, value);
      streams.set(index, stream);
      continue;
    }
    const [at = '', , pts, duration] = line.split(',').map((part) => part.trim());
    const stream = streams.get(at);
    if (stream !== undefined) {
      stream.packets++;
      stream.first = Math.min(stream.first, Number(pts));
      stream.last = Math.max(stream.last, Number(pts) + Number(duration));
    }
  }
  return streams;
}

function secondsOf(stream: Stream): number {
  const [num = 0, den = 1] = (stream.facts.get('tb') ?? '').split('/').map(Number);
  return stream.packets === 0 ? 0 : ((stream.last - stream.first) * num) / den;
}

function videoOf(stream: Stream): VideoFacts {
  const [width = 0, height = 0] = (stream.facts.get('dimensions') ?? '').split('x').map(Number);
  const durationSeconds = secondsOf(stream);
  return {
    width,
    height,
    fps: rationalRate(durationSeconds > 0 ? stream.packets / durationSeconds : 1),
    durationSeconds,
    codec: stream.facts.get('codec_id') ?? '',
    rotation: 0,
  };
}

const audioOf = (stream: Stream): AudioFacts => ({
  codec: stream.facts.get('codec_id') ?? '',
  // Until 5.1 the layout's name stands behind a mask ("3 (stereo)" or "3"); later "stereo" alone.
  channels: channelsOf(stream.facts.get('channel_layout') ?? stream.facts.get('channel_layout_name') ?? ''),
  sampleRate: Number(stream.facts.get('sample_rate') ?? 0),
  durationSeconds: secondsOf(stream),
});

function channelsOf(layout: string): number {
  if (/^[0-9a-f]+$/i.test(layout)) {
    return [...BigInt(`0x${layout}`).toString(2)].filter((bit) => bit === '1').length;
  }
  if (layout.includes('mono')) {
    return 1;
  }
  const [main, low] = /(\d)\.(\d)/.exec(layout)?.slice(1).map(Number) ?? [2, 0];
  return (main ?? 2) + (low ?? 0);
}
