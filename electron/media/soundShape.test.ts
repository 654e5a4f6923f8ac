import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { testFfmpeg } from '../export/testing/films.ts';
import { readSoundShape } from './soundShape.ts';

test('a sound is drawn by its loudest samples, and its beats are found', async () => {
  const { ffmpeg } = await testFfmpeg();
  const folder = await mkdtemp(path.join(tmpdir(), 'entracte-'));
  try {
    const file = path.join(folder, 'clicks.wav');
    // A tone of 60 ms at every half second, over quiet.
    await ffmpeg.run({
      step: 'The sound could not be made',
      command: {
        inputs: [
          {
            source: { generated: "aevalsrc='if(lt(mod(t,0.5),0.06),0.8,0.01)*sin(2*PI*440*t)':d=4:s=44100" },
            options: ['-f', 'lavfi'],
          },
        ],
        videoFilters: [],
        audioFilters: [],
        output: { target: { file }, options: [] },
      },
      signal: null,
      progress: null,
    });
    const { peaks, beats, perSecond } = await readSoundShape(ffmpeg, file);
    expect(peaks).toHaveLength(4 * perSecond);
    expect(peaks[perSecond / 2 + 2]).toBeGreaterThan(190);
    expect(peaks[perSecond / 4]).toBeLessThan(10);
    expect(beats).toHaveLength(8);
    beats.forEach((beat, i) => {
      expect(Math.abs(beat - i / 2)).toBeLessThan(0.05);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
