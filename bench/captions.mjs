// Captioned film from words, sound and a background against its peers and limits, side by side in one run.
// npm run bench:captions -- [seconds=8,60] [runs=1] [--no-moviepy]     1080p, 30 fps, 150 words on 6 slides a minute, current word marked, H.264 veryfast crf 18
// Goals: over a picture at most 0.35x of encoding every frame and 15x faster than MoviePy; over a video at most 1.15x of a plain transcode.
import { buildNode } from '../scripts/build.mjs';
import { build } from 'esbuild';
import sharp from 'sharp';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const cache = path.join(root, 'node_modules', '.cache');
const [lengths = '8,60', runs = '1'] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const withoutMoviePy = process.argv.includes('--no-moviepy');
const dir = mkdtempSync(path.join(os.tmpdir(), 'entracte-captions-'));
const at = (name) => path.join(dir, name);

// Two folders below the root, as dist/node is: the program looks for its fonts from there.
const program = path.join(cache, 'captionsBench.mjs');
const contents = `
  import { Command } from 'commander';
  import { addCaptionsCommand } from './electron/cli/captions.ts';
  import { createTerminal } from './electron/cli/terminal.ts';
  import { encodeEveryFrame, ffmpegPath } from './bench/everyFrame.ts';
  const [kind, ...rest] = process.argv.slice(2);
  if (kind === 'ffmpeg') {
    console.log(await ffmpegPath());
  } else if (kind === 'every-frame') {
    await encodeEveryFrame(rest, ${JSON.stringify(root)});
  } else {
    const terminal = createTerminal(process);
    const command = new Command();
    addCaptionsCommand(command, terminal);
    await command.parseAsync(process.argv).catch((error) => { process.exitCode = terminal.report(error); });
    console.error('resident at most ' + (process.resourceUsage().maxRSS / 1000).toFixed(0) + ' MB');
  }`;
const shared = { bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' };
await buildNode();
await build({
  ...shared,
  stdin: { contents, resolveDir: root, loader: 'ts' },
  outfile: program,
  define: { ENTRACTE_VERSION: '"bench"' },
});

const run = (file, args) => {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    encoding: 'utf8',
    env: { ...process.env, ENTRACTE_HOME: at('home') },
  });
  if (status !== 0) {
    throw new Error(`${file} ${args.join(' ')}: ${String(error ?? '')}${stdout}${stderr}`);
  }
  return { seconds: (performance.now() - started) / 1000, stdout, stderr };
};
const ours = (...args) => run(process.execPath, [program, ...args]);
const ffmpeg = ours('ffmpeg').stdout.trim();
const quiet = ['-hide_banner', '-loglevel', 'error', '-y'];
const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'];

function makeWords(seconds) {
  const spoken = 'the quick brown fox jumps over a lazy dog while seven wise old owls watch quietly'.split(
    ' ',
  );
  const words = Array.from({ length: Math.round(seconds * 2.5) }, (_, i) => ({
    ...{ text: spoken[i % spoken.length], start: i * 0.4, end: i * 0.4 + 0.38, gap: ' ' },
  }));
  const slides = [];
  for (let first = 0; first < words.length; first += 25) {
    const own = words.slice(first, first + 25);
    const [start, end] = [own[0].start, Math.min(seconds, (first + 25) * 0.4)];
    slides.push({ id: `s${first}`, start, end, timing: 'words', words: own, style: {} });
  }
  return slides;
}

async function makeInputs(seconds) {
  const { width, height } = { width: 1920, height: 1080 };
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    pixels[i * 3] = 90 + 80 * Math.sin(x / 210) * Math.cos(y / 170) + ((x * 7 + y * 13) % 9);
    pixels[i * 3 + 1] = 80 + (y * 90) / height + ((x * 5 + y * 11) % 7);
    pixels[i * 3 + 2] = 120 + 70 * Math.cos((x + y) / 260);
  }
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(at('back.png'));
  const slides = makeWords(seconds);
  const style = {
    ...{ font: 'Inter', size: 64, smallest: 36, bold: false, colour: '#ffffff', currentBold: true },
    ...{
      currentColour: '#ffd54a',
      currentBox: null,
      mark: 'current',
      show: 'slide',
      shadow: null,
      box: null,
    },
    ...{ outline: { width: 4, colour: '#000000' }, align: 'center', position: { x: 0.5, y: 0.92 } },
    ...{ anchor: 'bottom', width: 0.86, lineHeight: 1.25, lines: 4, direction: 'auto', upperCase: false },
  };
  writeFileSync(at('words.json'), JSON.stringify({ style, slides }));
  const tone = `sine=frequency=300:sample_rate=48000:duration=${seconds}`;
  run(ffmpeg, [...quiet, '-f', 'lavfi', '-i', tone, '-ac', '2', '-c:a', 'aac', at('sound.m4a')]);
  const moving = `testsrc2=size=1920x1080:rate=30:duration=${seconds}`;
  const tags = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
  run(ffmpeg, [
    ...quiet,
    '-f',
    'lavfi',
    '-i',
    moving,
    ...x264,
    ...tags,
    '-color_range',
    'tv',
    at('moving.mp4'),
  ]);
}

function moviePy() {
  const venv = path.join(cache, 'bench-moviepy');
  const python = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const has = () => spawnSync(python, ['-c', 'import moviepy']).status === 0;
  if (withoutMoviePy) {
    return null;
  }
  if (!existsSync(python) || !has()) {
    spawnSync('python3', ['-m', 'venv', venv]);
    spawnSync(python, ['-m', 'pip', 'install', '-q', 'moviepy']);
  }
  if (!has()) {
    console.log('MoviePy is not here: python3 with pip could not install it.');
    return null;
  }
  return python;
}

/** As its own guide does it: one TextClip a state over an ImageClip. Without the bold word, which is less than ours paints. */
const moviePyScript = `
import json, sys
from moviepy import ImageClip, TextClip, CompositeVideoClip, AudioFileClip
words, back, sound, out, seconds = sys.argv[1:6]
clips = [ImageClip(back).with_duration(float(seconds))]
for slide in json.load(open(words))['slides']:
    text = ' '.join(word['text'] for word in slide['words'])
    for i, word in enumerate(slide['words']):
        end = slide['words'][i + 1]['start'] if i + 1 < len(slide['words']) else slide['end']
        clip = TextClip(text=text, font_size=64, color='white', stroke_color='black', stroke_width=4, size=(1650, None), method='caption')
        clips.append(clip.with_start(word['start']).with_duration(end - word['start']).with_position(('center', 700)))
film = CompositeVideoClip(clips).with_duration(float(seconds)).with_audio(AudioFileClip(sound))
film.write_videofile(out, fps=30, codec='libx264', preset='veryfast', ffmpeg_params=['-crf', '18'], logger=None)
`;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const python = moviePy();
writeFileSync(at('frameByFrame.py'), moviePyScript);

try {
  for (const seconds of lengths.split(',').map(Number)) {
    await makeInputs(seconds);
    const [words, sound, back, moving] = ['words.json', 'sound.m4a', 'back.png', 'moving.mp4'].map(at);
    const asked = ['--audio', sound, '--speed', 'veryfast', '--quality', '18', '-o'];
    let memory = '';
    const told = (made) => {
      memory = made.stderr.trim().split('\n').at(-1);
      return made;
    };
    const contestants = {
      'a: ours': () => told(ours('captions', words, '--background', back, ...asked, at('a.mp4'))),
      'a: encode every frame': () =>
        ours('every-frame', words, back, sound, at('limit.mp4'), String(seconds)),
      ...(python === null
        ? {}
        : {
            'a: MoviePy': () =>
              run(python, [at('frameByFrame.py'), words, back, sound, at('m.mp4'), String(seconds)]),
          }),
      'b: ours': () => told(ours('captions', words, '--background', moving, ...asked, at('b.mp4'))),
      'b: plain transcode': () =>
        run(ffmpeg, [...quiet, '-i', moving, '-i', sound, ...x264, '-c:a', 'copy', at('t.mp4')]),
    };
    const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
    for (let i = 0; i < Number(runs); i++) {
      for (const [name, go] of Object.entries(contestants)) {
        times[name].push(go().seconds);
      }
    }
    console.log(`\n${String(seconds)} s of 1080p30, medians of ${runs}; a: over a picture, b: over a video`);
    for (const [name, all] of Object.entries(times)) {
      const own = median(times[`${name[0]}: ours`]);
      const ratio = name.endsWith('ours') ? '' : `  ours takes ${(own / median(all)).toFixed(2)}x of it`;
      console.log(`  ${name.padEnd(24)} ${median(all).toFixed(2).padStart(7)} s${ratio}`);
    }
    const mb = (name) => `${(statSync(at(name)).size / 1e6).toFixed(2)} MB`;
    console.log(`  files: a ${mb('a.mp4')}, every frame ${mb('limit.mp4')}, b ${mb('b.mp4')}; b: ${memory}`);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
