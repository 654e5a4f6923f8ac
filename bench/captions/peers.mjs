// The peers, fetched by pip into node_modules/.cache and by npm into the folder for temporary files; one that cannot be had is left out with a line that says so.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from '../../scripts/browser.mjs';
import { x264 } from './inputs.mjs';
import { reasonOf, run } from './run.mjs';

const cache = path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache');
const script = (name) => path.join(import.meta.dirname, name);

/** name -> { still, moving }: what makes the film over each background (null: it cannot); each takes files and answers a run. */
export async function findPeers(wanted, ffmpeg) {
  const found = {};
  for (const [name, find] of Object.entries({
    MoviePy: moviePy,
    'PNG batches': batches,
    Remotion: remotion,
  })) {
    if (wanted === 'all' || wanted.split(',').includes(name.split(' ')[0].toLowerCase())) {
      try {
        found[name] = await find(ffmpeg);
      } catch (error) {
        console.log(`${name} cannot be had here: ${reasonOf(error)}`);
      }
    }
  }
  return found;
}

/** A Python with MoviePy, and with the Pillow it brings. */
function python() {
  const folder = path.join(cache, 'bench-moviepy');
  const program = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const has = () => spawnSync(program, ['-c', 'import moviepy']).status === 0;
  if (!has()) {
    run('python3', ['-m', 'venv', folder]);
    run(program, ['-m', 'pip', 'install', '-q', 'moviepy']);
  }
  return program;
}

function moviePy() {
  const program = python();
  const film =
    (background) =>
    ({ words, sound, output, seconds }) =>
      run(program, [script('frameByFrame.py'), words, background, sound, output, String(seconds)], {
        // MoviePy puts the sound into the folder it runs in while it works.
        cwd: path.dirname(output),
      });
  return { still: (files) => film(files.back)(files), moving: (files) => film(files.moving)(files) };
}

function batches(ffmpeg) {
  const program = python();
  return {
    still: ({ words, back, sound, output, seconds, folder }) =>
      run(program, [
        script('batches.py'),
        words,
        back,
        sound,
        output,
        String(seconds),
        folder,
        ffmpeg,
        ...x264,
      ]),
    moving: null,
  };
}

async function remotion() {
  // Its bundler leaves what lies in a node_modules as it is.
  const folder = path.join(os.tmpdir(), 'entracte-bench-remotion');
  mkdirSync(folder, { recursive: true });
  const program = path.join(folder, 'render.mjs');
  copyFileSync(script('remotion.txt'), program);
  const has = () =>
    spawnSync(process.execPath, ['-e', "import('@remotion/renderer')"], { cwd: folder }).status === 0;
  if (!has()) {
    writeFileSync(
      path.join(folder, 'package.json'),
      '{"name":"bench-remotion","private":true,"type":"module"}',
    );
    const packages = ['remotion', '@remotion/bundler', '@remotion/renderer'].map((name) => `${name}@4`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    run(npm, ['install', '--no-audit', '--no-fund', '--silent', ...packages, 'react@19', 'react-dom@19'], {
      cwd: folder,
    });
  }
  const browser = await findChromium();
  const film =
    (background) =>
    ({ words, sound, output, seconds }) =>
      run(process.execPath, [program, words, background, sound, output, String(seconds), browser.path], {
        ...{ cwd: folder, env: browser.env },
      });
  return { still: (files) => film(files.back)(files), moving: (files) => film(files.moving)(files) };
}
