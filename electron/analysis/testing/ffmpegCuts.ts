import type { Ffmpeg } from '../../media/ffmpeg.ts';

/**
 * Frames where ffmpeg's own scene change score (0 to 1; what its scdet filter compares in hundredths, and every ffmpeg
 * since 2012 knows in `select`) is above a threshold.
 */
export async function ffmpegCuts(ffmpeg: Ffmpeg, file: string, threshold: number): Promise<number[]> {
  const list = await ffmpeg.run({
    step: 'ffmpeg could not look for scene changes',
    command: {
      inputs: [{ source: { file }, options: [] }],
      // Times become frame numbers, so that what is selected says which it was.
      videoFilters: ['settb=1/25', 'setpts=N', `select=gt(scene\\,${String(threshold)})`],
      audioFilters: [],
      output: {
        target: 'pipe',
        options: [
          '-map',
          '0:v:0',
          ffmpeg.found.frameMode,
          'passthrough',
          '-enc_time_base',
          '1:25',
          '-f',
          'framecrc',
        ],
      },
    },
    signal: null,
    progress: null,
  });
  return list
    .toString('utf8')
    .split('\n')
    .filter((line) => /^0,/.test(line))
    .map((line) => Number(line.split(',')[2]));
}
