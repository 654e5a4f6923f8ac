// Remotion: the film as a React component, every frame a screenshot of Chromium. Copied into the folder of its packages and run there.
// Arguments: words, background, sound, output, seconds, the browser. Files are served from the folder `public`.
import { bundle } from '@remotion/bundler';
import { renderMedia, selectComposition } from '@remotion/renderer';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [words, background, sound, output, seconds, browser] = process.argv.slice(2);
const folder = path.dirname(output);
const publicDir = path.join(folder, 'remotion-public');
mkdirSync(publicDir, { recursive: true });
const names = [background, sound].map((file) => path.basename(file));
copyFileSync(background, path.join(publicDir, names[0]));
copyFileSync(sound, path.join(publicDir, names[1]));
const { slides } = JSON.parse(readFileSync(words, 'utf8'));
const entryPoint = path.join(import.meta.dirname, 'film.jsx');
writeFileSync(
  entryPoint,
  `
import React from 'react';
import { AbsoluteFill, Audio, Composition, Img, OffthreadVideo, registerRoot, staticFile, useCurrentFrame } from 'remotion';
const slides = ${JSON.stringify(slides)};
const names = ${JSON.stringify(names)};
const Film = () => {
  const at = useCurrentFrame() / 30;
  const slide = slides.find((one) => one.start <= at && at < one.end);
  return (
    <AbsoluteFill>
      {names[0].endsWith('.mp4') ? <OffthreadVideo src={staticFile(names[0])} muted /> : <Img src={staticFile(names[0])} />}
      <Audio src={staticFile(names[1])} />
      <div style={{ position: 'absolute', bottom: 86, left: 135, width: 1650, textAlign: 'center', font: '64px sans-serif', color: 'white', WebkitTextStroke: '4px black', paintOrder: 'stroke fill' }}>
        {slide?.words.map((word, i) => (
          <span key={i} style={word.start <= at && at < word.start + 0.4 ? { fontWeight: 700, color: '#ffd54a' } : {}}>{word.text} </span>
        ))}
      </div>
    </AbsoluteFill>
  );
};
registerRoot(() => <Composition id="film" component={Film} width={1920} height={1080} fps={30} durationInFrames={${Math.round(Number(seconds) * 30)}} />);
`,
);
const serveUrl = await bundle({ entryPoint, publicDir });
const asked = { serveUrl, browserExecutable: browser, logLevel: 'error' };
const composition = await selectComposition({ ...asked, id: 'film' });
await renderMedia({
  ...{ ...asked, composition, codec: 'h264', crf: 18, x264Preset: 'veryfast', outputLocation: output },
});
