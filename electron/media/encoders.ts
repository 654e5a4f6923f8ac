import type { Ffmpeg } from './ffmpeg.ts';

/** Whether an encoder works, by ffmpeg (path and version) and encoder: the caller keeps it. */
export type EncoderMemory = Map<string, boolean>;

const [width, height, frames] = [256, 256, 4];
const patience = 8_000;

/**
 * Which of the encoders truly encode a few frames here, in the order given; being listed by ffmpeg proves nothing.
 * About 0.1 s an encoder the first time; answers are taken from and put into `memory`.
 */
export async function workingEncoders(
  ffmpeg: Ffmpeg,
  names: readonly string[],
  memory: EncoderMemory,
): Promise<readonly string[]> {
  const working: string[] = [];
  // One after another: hardware has few sessions, and trials in parallel would fail each other.
  for (const name of names) {
    const key = `${ffmpeg.found.path}\n${ffmpeg.found.version}\n${name}`;
    const works = memory.get(key) ?? (await tryEncoder(ffmpeg, name));
    memory.set(key, works);
    if (works) {
      working.push(name);
    }
  }
  return working;
}

async function tryEncoder(ffmpeg: Ffmpeg, name: string): Promise<boolean> {
  const vaapi = name.endsWith('_vaapi');
  let arrived = 0;
  const running = ffmpeg.start({
    step: `The encoder ${name} could not be tried`,
    command: {
      inputs: [
        {
          source: 'pipe',
          options: [
            ...(vaapi ? ['-vaapi_device', '/dev/dri/renderD128'] : []),
            ...['-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', `${width}x${height}`],
            ...['-framerate', '25'],
          ],
        },
      ],
      videoFilters: vaapi ? ['format=nv12', 'hwupload'] : [],
      audioFilters: [],
      output: { target: 'nothing', options: ['-c:v', name, '-f', 'null'] },
    },
    signal: AbortSignal.timeout(patience),
    progress: (progress) => {
      arrived = progress.frames;
    },
  });
  running.stdin.end(Buffer.alloc(width * height * 4 * frames, 90));
  try {
    await running.done;
    return arrived === frames;
  } catch {
    return false;
  }
}
