import path from 'node:path';
import type { Command } from 'commander';
import { nanoid } from 'nanoid';
import { filmSizeOf } from '../../shared/analysis/adoption.ts';
import { filmFrameAt } from '../../shared/analysis/proposals.ts';
import type { Analysis, Warning } from '../../shared/analysis/schema.ts';
import type { VisionReport } from '../../shared/analysis/vision/words.ts';
import { warningsOf } from '../../shared/analysis/warnings.ts';
import { Fault } from '../../shared/fault.ts';
import { profileWith, wanProfile } from '../../shared/planner/profiles.ts';
import { emptyProject, type Keyframe, type Project } from '../../shared/project/schema.ts';
import { serialiseProject } from '../../shared/project/serialise.ts';
import { analyseVideo } from '../analysis/analyseVideo.ts';
import type { Eye } from '../analysis/look.ts';
import { lookAtImage } from '../analysis/lookAtImages.ts';
import { takeFrame } from '../analysis/takeFrames.ts';
import { openFilmFile } from '../film/filmFile.ts';
import { writeAtomically } from '../media/atomicWrite.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { probe } from '../media/probe.ts';
import { assetPath, importAsset } from '../project/assets.ts';
import { assetsFolder, extension, isThere } from '../project/fileNames.ts';
import { createInspect } from '../project/inspect.ts';
import {
  addDescribeOptions,
  describedLines,
  describeItems,
  filmItems,
  isWhole,
  videoItems,
  type DescribeOptions,
} from './describe.ts';
import { openServices } from './open.ts';
import { readFilm } from './plan.ts';
import { createPace, progressLine } from './progressBar.ts';
import { exitCodes, type Terminal } from './terminal.ts';

interface AnalyzeOptions extends DescribeOptions {
  readonly json?: boolean;
  readonly to?: string;
  readonly step: string;
  readonly largest: string;
}

/** `entracte analyze`: frame statistics. What a vision model says of the frames is added by `--describe`. */
export function addAnalyzeCommand(program: Command, terminal: Terminal): void {
  addDescribeOptions(program.command('analyze'))
    .description('shots and keyframes of a video, or what is odd about a film’s keyframes')
    .argument('<file>', 'a video, or a .entracte file')
    .option('--to <film>', 'make a project of the video’s keyframes: a new .entracte file')
    .option('--step <frames>', 'the engine’s lengths are multiples of this, plus one', '4')
    .option('--largest <frames>', 'the engine’s largest batch', '81')
    .option('--json', 'one JSON object')
    .action(async (named: string, options: AnalyzeOptions) => {
      const services = await openServices(terminal);
      try {
        const file = path.resolve(terminal.cwd, named);
        const isFilm = path.extname(file).toLowerCase() === extension;
        const analyze = isFilm ? analyzeFilm : analyzeVideo;
        const words = await analyze(await services.ffmpeg(), await services.eye(), file, options, terminal);
        terminal.end(words === null || isWhole(words) ? exitCodes.done : exitCodes.failed);
      } finally {
        await services.close();
      }
    });
}

async function analyzeFilm(
  _: Ffmpeg,
  eye: Eye,
  file: string,
  options: AnalyzeOptions,
  terminal: Terminal,
): Promise<VisionReport | null> {
  if (options.to !== undefined) {
    throw new Fault('bad-option', '--to makes a project of a video, and this is one.', 'Leave --to out.');
  }
  const { project, notes } = await readFilm(file);
  notes.forEach(terminal.say);
  const looks = [];
  for (const { id, asset, frame } of project.keyframes) {
    terminal.signal.throwIfAborted();
    const found = project.assets[asset];
    const picture = found === undefined ? null : await assetPath(assetsFolder(file), found.file);
    if (picture === null) {
      terminal.say(`The picture of the keyframe at frame ${String(frame)} is missing: it is left out.`);
    } else {
      looks.push(await lookAtImage(eye, id, picture));
    }
  }
  const warnings = warningsOf(looks);
  const description =
    options.describe === true
      ? await describeItems(terminal, filmItems(await openFilmFile(file)), options)
      : null;
  if (options.json === true) {
    const statistics = looks.map(({ id, luma, contrast, saturation, sharpness, colours, hash }) => ({
      ...{ id, luma, contrast, saturation, sharpness, colours, hash },
    }));
    terminal.print(JSON.stringify({ film: project.name, warnings, statistics, description }));
    return description;
  }
  warningTable(project, warnings).forEach(terminal.print);
  describedLines(description).forEach(terminal.print);
  return description;
}

function warningTable(project: Project, warnings: readonly Warning[]): readonly string[] {
  if (warnings.length === 0) {
    return [`${project.name}: nothing odd about its ${String(project.keyframes.length)} keyframes.`];
  }
  return warnings.map(({ kind, sentence }) => `${kind.padEnd(10)}  ${sentence}`);
}

async function analyzeVideo(
  ffmpeg: Ffmpeg,
  eye: Eye,
  file: string,
  options: AnalyzeOptions,
  terminal: Terminal,
): Promise<VisionReport | null> {
  const to = options.to === undefined ? null : await newProjectFile(path.resolve(terminal.cwd, options.to));
  const profile = profileWith(wanProfile, Number(options.step), Number(options.largest));
  const withTimeLeft = createPace(() => Date.now());
  const paint = (phase: string, done: number, total: number) => {
    const step = { phase, done, total, unit: 'frames' as const };
    terminal.paint(progressLine(withTimeLeft(step), terminal.columns()));
  };
  const analysis = await analyseVideo(ffmpeg, eye, file, {
    signal: terminal.signal,
    profile,
    onFrame: (done, total) => {
      paint('Measuring', done, total);
    },
  });
  analysis.notes.forEach(terminal.say);
  if (to !== null) {
    await makeProject(ffmpeg, file, to, analysis, terminal, (done, total) => {
      paint('Taking', done, total);
    });
  }
  const description =
    options.describe === true
      ? await describeItems(
          terminal,
          await videoItems(ffmpeg, file, analysis.proposals, terminal.signal),
          options,
        )
      : null;
  if (options.json === true) {
    terminal.print(JSON.stringify({ ...analysis, project: to, description }));
  } else {
    analysisTable(analysis).forEach(terminal.print);
    describedLines(description).forEach(terminal.print);
    if (to !== null) {
      terminal.print(`${to}: ${String(analysis.proposals.length)} keyframes.`);
    }
  }
  return description;
}

/** A line a shot, with the keyframes proposed in it. */
function analysisTable({ video, shots, proposals }: Analysis): readonly string[] {
  const rate = (video.fps.num / video.fps.den).toFixed(2).replace(/\.?0+$/, '');
  const head = `${video.name}: ${String(video.frames)} frames, ${video.seconds.toFixed(1)} s, ${String(video.width)}x${String(video.height)} at ${rate} a second`;
  const counts = `${String(shots.length)} shots, ${String(proposals.length)} keyframes proposed, by frame statistics`;
  const rows = shots.map(({ start, end, from, to, join }, index) => {
    const own = proposals
      .filter(({ shot }) => shot === index)
      .map(({ seconds }) => `${seconds.toFixed(2)} s`);
    const times = `${start.toFixed(2)}-${end.toFixed(2)} s`;
    const name = `${String(index + 1).padStart(4)}  ${times.padEnd(18)}`;
    return `${name} ${`${String(from)}-${String(to - 1)}`.padEnd(14)} ${(index === 0 ? '' : join).padEnd(9)} ${own.join(', ')}`;
  });
  return [head, counts, '', 'shot  time               frames         follows   keyframes', ...rows];
}

async function newProjectFile(to: string): Promise<string> {
  const file = path.extname(to).toLowerCase() === extension ? to : `${to}${extension}`;
  if ((await isThere(file)) || (await isThere(assetsFolder(file)))) {
    throw new Fault(
      'bad-option',
      `“${path.basename(file)}” or its pictures are there already.`,
      'Name another file with --to, or move that one away.',
    );
  }
  return file;
}

/** A project of the video's size and rate; each proposal is a keyframe at its time, taken in full size without loss. */
async function makeProject(
  ffmpeg: Ffmpeg,
  video: string,
  to: string,
  { video: facts, proposals }: Analysis,
  terminal: Terminal,
  onFrame: (done: number, total: number) => void,
): Promise<void> {
  const name = path.basename(to, extension);
  const inspect = createInspect((file) => probe(ffmpeg, file));
  const start = proposals[0]?.seconds ?? 0;
  const keyframes: Keyframe[] = [];
  const assets: Record<string, Project['assets'][string]> = {};
  for (const [i, { seconds }] of proposals.entries()) {
    const picture = await takeFrame(ffmpeg, video, seconds, terminal.signal);
    const { id, asset } = await importAsset(
      assetsFolder(to),
      `${seconds.toFixed(3)} s.png`,
      picture,
      inspect,
    );
    assets[id] = asset;
    const frame = filmFrameAt(seconds - start, facts.fps);
    keyframes.push({ id: nanoid(12), frame, asset: id, fit: 'crop', crop: null, hold: 1 });
    onFrame(i + 1, proposals.length);
  }
  const project = { ...emptyProject(nanoid(12), name, filmSizeOf(facts), facts.fps), assets, keyframes };
  await writeAtomically(to, serialiseProject(project));
}
