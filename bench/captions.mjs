// Captioned films against peers and limits, side by side in one run: 1080p, 30 fps, 150 words on 6 slides a minute, current word
// bold, sound; (a) over a picture, (b) over a moving video. H.264 veryfast, crf 18.
// npm run bench:captions -- [--seconds 8,60] [--peers none|all|moviepy,png,remotion] [--runs 1] [--memory]
// Goals: (a) at most 0.35x of encoding every frame and 15x faster than the peers; (b) at most 1.15x of a plain transcode; memory under
// 600 MB. Peers run once. Times are medians; `processor` is what was used of all cores, which other work on the machine disturbs less.
import { buildNode } from '../scripts/build.mjs';
import { build } from 'esbuild';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeInputs, x264 } from './captions/inputs.mjs';
import { findPeers } from './captions/peers.mjs';
import { mostResident, reasonOf, run } from './captions/run.mjs';

const { values: asked } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8,60' },
    peers: { type: 'string', default: 'all' },
    runs: { type: 'string', default: '1' },
    memory: { type: 'boolean', default: false },
  },
});
const root = path.resolve(import.meta.dirname, '..');
const dir = mkdtempSync(path.join(os.tmpdir(), 'entracte-captions-'));
const at = (name) => path.join(dir, name);
const env = { ENTRACTE_HOME: at('home') };
const program = path.join(root, 'dist', 'node', 'cli.js');
const limit = path.join(root, 'node_modules', '.cache', 'everyFrame.mjs');
const files = {
  ...{ words: at('words.json'), sound: at('sound.m4a'), back: at('back.png'), moving: at('moving.mp4') },
  ...{ output: at('peer.mp4'), folder: at('frames') },
};

await buildNode();
await build({
  ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
  ...{ entryPoints: [path.join(root, 'bench', 'everyFrame.ts')], outfile: limit },
});
const ffmpeg = run(process.execPath, [limit, 'ffmpeg']).stdout.trim();
const captions = (background, output) => [
  ...[program, 'captions', files.words, '--background', background, '--audio', files.sound],
  ...['--speed', 'veryfast', '--quality', '18', '-o', output],
];

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const middle = (runs) => ({
  seconds: median(runs.map(({ seconds }) => seconds)),
  processor: runs[0].processor === null ? null : median(runs.map(({ processor }) => processor)),
});

function contestantsFor(seconds, peers) {
  const { words, back, sound, moving } = files;
  const plain = ['-hide_banner', '-loglevel', 'error', '-y', '-i', moving, '-i', sound, ...x264];
  const kinds = [
    { group: 'a', kind: 'ours', go: () => run(process.execPath, captions(back, at('a.mp4')), { env }) },
    {
      ...{ group: 'a', kind: 'limit', name: 'encode every frame', goal: 0.35 },
      go: () => run(process.execPath, [limit, words, back, sound, at('limit.mp4'), String(seconds), root]),
    },
    { group: 'b', kind: 'ours', go: () => run(process.execPath, captions(moving, at('b.mp4')), { env }) },
    {
      ...{ group: 'b', kind: 'limit', name: 'plain transcode', goal: 1.15 },
      go: () => run(ffmpeg, [...plain, '-c:a', 'copy', at('plain.mp4')]),
    },
  ];
  const others = Object.entries(peers).flatMap(([name, { still, moving: over }]) => [
    { group: 'a', kind: 'peer', name, goal: 1 / 15, go: () => still({ ...files, seconds }) },
    ...(over === null
      ? []
      : [{ group: 'b', kind: 'peer', name, goal: null, go: () => over({ ...files, seconds }) }]),
  ]);
  return [...kinds, ...others];
}

function tell(group, contestants) {
  const own = contestants.find((one) => one.group === group && one.kind === 'ours').result;
  for (const { name = 'ours', kind, goal, result } of contestants.filter((one) => one.group === group)) {
    const used = result.processor === null ? '' : `  processor ${result.processor.toFixed(1).padStart(6)} s`;
    const ratio = own.seconds / result.seconds;
    const how = kind === 'peer' ? `${(1 / ratio).toFixed(1)}x faster` : `${ratio.toFixed(2)}x of it`;
    const byProcessor =
      result.processor === null
        ? ''
        : ` (${(own.processor / result.processor).toFixed(2)}x of its processor time)`;
    const met = goal === null || goal === undefined ? '' : `, goal ${ratio <= goal ? 'met' : 'NOT met'}`;
    const against = kind === 'ours' ? '' : `  ours: ${how}${byProcessor}${met}`;
    console.log(`  ${group}  ${name.padEnd(20)} ${result.seconds.toFixed(2).padStart(7)} s${used}${against}`);
  }
}

async function race(seconds, peers) {
  await makeInputs(seconds, at, ffmpeg);
  const contestants = contestantsFor(seconds, peers).map((one) => ({ ...one, runs: [] }));
  for (let i = 0; i < Number(asked.runs); i++) {
    for (const one of contestants.filter(({ kind }) => kind !== 'peer' || i === 0)) {
      try {
        one.runs.push(one.go());
      } catch (error) {
        console.log(`${one.name ?? 'ours'} could not be run: ${reasonOf(error)}`);
      }
      rmSync(files.folder, { recursive: true, force: true });
    }
  }
  console.log(`\n${seconds} s of 1080p30, medians of ${asked.runs}; a: over a picture, b: over a video`);
  const ran = contestants
    .filter(({ runs }) => runs.length > 0)
    .map((one) => ({ ...one, result: middle(one.runs) }));
  for (const group of ['a', 'b']) {
    tell(group, ran);
  }
  const mb = (name) => `${(statSync(at(name)).size / 1e6).toFixed(2)} MB`;
  console.log(
    `  files: a ${mb('a.mp4')}, every frame ${mb('limit.mp4')}, b ${mb('b.mp4')}, plain ${mb('plain.mp4')}`,
  );
}

async function memory(seconds) {
  await makeInputs(seconds, at, ffmpeg);
  for (const [group, background] of [
    ['a', files.back],
    ['b', files.moving],
  ]) {
    const most = await mostResident(process.execPath, captions(background, at('memory.mp4')), {
      env: { ...process.env, ...env },
    });
    const told = [...most].map(([name, megabytes]) => `${name} ${megabytes.toFixed(0)} MB`).join(', ');
    const isMet = (name) => (most.get(name) < 600 ? 'met' : 'NOT met');
    console.log(
      `  ${group}  ${seconds} s, resident at most: ${told}; under 600 MB: this program ${isMet('node')}, with its children ${isMet('all together')}`,
    );
  }
}

try {
  const lengths = asked.seconds.split(',').map(Number);
  if (asked.memory) {
    await memory(lengths.at(-1));
  } else {
    const peers = asked.peers === 'none' ? {} : await findPeers(asked.peers, ffmpeg);
    for (const seconds of lengths) {
      await race(seconds, peers);
    }
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
