import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { findChromium } from '../../../scripts/browser.mjs';
import { greyFrame } from '../../media/frame.ts';
import { h264 } from '../../media/presets.ts';
import { captionsOverStill } from '../captionsOverStill.ts';
import { numbered, testFfmpeg } from '../testing/films.ts';

const { ffmpeg } = await testFfmpeg();

/** The number in the picture the video shows at each time, read as `numberOf` does. Text, because there is no DOM in this wing. */
const seek = (times: readonly number[]) => `(async () => {
  const video = document.querySelector('video');
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const seen = [];
  for (const time of ${JSON.stringify(times)}) {
    const there = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    video.currentTime = time;
    await there;
    // A seek is told before its picture is on the screen.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    context.drawImage(video, 0, 0);
    let number = 0;
    for (let bit = 0; bit < 16; bit++) {
      number |= context.getImageData(bit * 16 + 8, 8, 1, 1).data[0] > 128 ? 1 << bit : 0;
    }
    seen.push(number);
  }
  return { seen, duration: video.duration, width: video.videoWidth };
})()`;

test('Chromium shows the right picture wherever it is entered', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'entracte-chromium-'));
  const found = await findChromium();
  const browser = await chromium.launch({
    executablePath: found.path,
    env: { ...process.env, ...found.env } as Record<string, string>,
    args: ['--no-sandbox'],
  });
  try {
    const output = path.join(folder, 'film.mp4');
    const lasting = [5, 1, 40, 3, 300, 2, 17];
    const runs = lasting.map((frames, state) => ({ state, from: 0, frames }));
    await captionsOverStill(ffmpeg, {
      background: greyFrame(320, 180, 100),
      captions: {
        runs,
        async *paint(states) {
          for (const state of states) {
            yield await Promise.resolve({ x: 0, y: 0, ...numbered(256, 16, state) });
          }
        },
      },
      ...{ size: { width: 320, height: 180 }, fps: { num: 30, den: 1 }, video: h264(18, 'veryfast') },
      ...{ audio: null, output, signal: new AbortController().signal, onFrame: () => undefined },
    });
    const page = await browser.newPage();
    const source = `data:video/mp4;base64,${(await readFile(output)).toString('base64')}`;
    await page.setContent(`<video src="${source}" preload="auto" muted></video>`);
    await page.waitForFunction("document.querySelector('video').readyState >= 2");
    const frames = [200, 367, 0, 4, 5, 6, 45, 46, 48, 49, 200, 348, 349, 350, 351];
    const film = lasting.flatMap((count, state) => Array.from({ length: count }, () => state));
    const shown = await page.evaluate(seek(frames.map((frame) => (frame + 0.5) / 30)));
    expect(shown).toMatchObject({ seen: frames.map((frame) => film[frame]), width: 320 });
    expect((shown as { duration: number }).duration).toBeCloseTo(368 / 30, 2);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
});
