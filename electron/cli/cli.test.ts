import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Children } from '../media/children.ts';
import { decodeFrames } from '../media/decoder.ts';
import { Ffmpeg } from '../media/ffmpeg.ts';
import { ffmpegPlaces } from '../media/ffmpegPlaces.ts';
import { findFfmpeg } from '../media/findFfmpeg.ts';
import type { Frame } from '../media/frame.ts';
import { readImage } from '../media/images.ts';

const cli = path.resolve('dist/node/cli.js');
const sample = path.resolve('resources/sample/sample.entracte');
const keyframes = [0, 25, 54, 80, 110];
let home: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'entracte-cli-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const environment = () => ({ ...process.env, ENTRACTE_HOME: path.join(home, 'home') });

/** Runs the terminal as a person does; resolves however it ends. */
function entracte(args: readonly string[], env: NodeJS.ProcessEnv = environment()) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [cli, ...args], { env, maxBuffer: 1e8 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
  });
}

function meanDifference(a: Frame, b: Frame): number {
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) {
    sum += at % 4 === 3 ? 0 : Math.abs((a.data[at] ?? 0) - (b.data[at] ?? 0));
  }
  return sum / (a.data.length * 0.75);
}

/** BT.709 luma of a pixel. 4:2:0 keeps a quarter of the colour, so only luma can tell what an encoder did. */
const luma = ({ data }: Frame, at: number) =>
  0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0);

/** PSNR of luma in dB. */
function psnr(a: Frame, b: Frame): number {
  let sum = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    sum += (luma(a, at) - luma(b, at)) ** 2;
  }
  return 10 * Math.log10(255 ** 2 / (sum / (a.data.length / 4)));
}

function crossfade(a: Frame, b: Frame, t: number): Frame {
  return { ...a, data: a.data.map((value, at) => value * (1 - t) + (b.data[at] ?? 0) * t) };
}

describe('entracte plan', () => {
  it('makes one batch of three keyframes', async () => {
    const { code, out } = await entracte(['plan', '--keyframes', '0,25,54', '--json']);
    const plan = JSON.parse(out) as { batches: Record<string, unknown>[] };
    expect(code).toBe(0);
    expect(plan.batches).toHaveLength(1);
    expect(plan.batches[0]).toMatchObject({
      wanted: 55,
      generated: 57,
      trimmed: 2,
      anchors: [
        { film: 0, at: 0 },
        { film: 25, at: 25 },
        { film: 54, at: 54 },
      ],
    });
  });

  it.each([
    [['plan'], 'nothing to plan'],
    [['plan', '--keyframes', '0,0'], 'frame 0'],
    [['plan', '--keyframes', '0,-4'], '-4'],
    [['plan', '--keyframes', '0,2.5'], '2.5'],
    [['plan', '--keyframes', '0,many'], 'many'],
    [['plan', '--keyframes', '0,1000000000'], '1000000000'],
    [['plan', '--keyframes', '0,24', '--step', '0'], 'step'],
    [['plan', '--keyframes', '0,24', '--largest', '1'], 'largest'],
    [['plan', '--segments', '25,29', '--overlaps', '30'], 'overlap'],
    [['plan', '--keyframes', '0,24', '--strategy', 'best'], 'strategy'],
    [['render', sample, '--size', 'big'], '--size'],
    [['unknown'], 'unknown'],
  ])('%j is wrong use: exit code 2 and a sentence that names it', async (args, named) => {
    const { code, err, out } = await entracte(args);
    expect(code).toBe(2);
    expect(err).toContain(named);
    expect(out).toBe('');
  });

  it('makes a project of an older payload', async () => {
    const payload = path.join(home, 'payload.json');
    await writeFile(
      payload,
      JSON.stringify({ segment_frames_expanded: [25, 29, 25], frame_overlap_expanded: [4, 4] }),
    );
    expect((await entracte(['import', payload])).code).toBe(0);
    const { out } = await entracte(['plan', path.join(home, 'payload.entracte'), '--json']);
    expect(JSON.parse(out)).toMatchObject({ film: { frames: 71 }, batches: [{ generated: 73, trimmed: 2 }] });
    const again = await entracte(['import', payload]);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('there already')]);
  });
});

describe('entracte render', () => {
  it('makes the sample film: every frame, keyframes as given, motion in between', async () => {
    const output = path.join(home, 'demo.mp4');
    const { code, err } = await entracte(['render', sample, '-o', output]);
    expect([code, err]).toEqual([0, expect.any(String)]);

    const ffmpeg = new Ffmpeg(
      await findFfmpeg(ffmpegPlaces({ setting: null, resources: null, path: process.env.PATH ?? '' })),
      new Children(),
    );
    const film: Frame[] = [];
    for await (const frame of decodeFrames(ffmpeg, output)) {
      film.push(frame);
    }
    expect(film).toHaveLength(111);

    const project = JSON.parse(await readFile(sample, 'utf8')) as {
      keyframes: { asset: string }[];
      assets: Record<string, { file: string }>;
    };
    const given = await Promise.all(
      project.keyframes.map(({ asset }) =>
        readImage(path.resolve('resources/sample/sample.assets', project.assets[asset]?.file ?? ''), {
          width: 640,
          height: 360,
          fit: 'crop',
        }),
      ),
    );
    keyframes.forEach((frame, index) => {
      expect(psnr(film[frame] as Frame, given[index] as Frame)).toBeGreaterThan(38);
    });
    for (let index = 0; index + 1 < keyframes.length; index++) {
      const [from, to] = [keyframes[index] ?? 0, keyframes[index + 1] ?? 0];
      const middle = Math.round((from + to) / 2);
      const faded = crossfade(
        given[index] as Frame,
        given[index + 1] as Frame,
        (middle - from) / (to - from),
      );
      expect(meanDifference(film[middle] as Frame, faded)).toBeGreaterThan(4);
    }
    expect(JSON.parse(await readFile(`${output}.json`, 'utf8'))).toMatchObject({
      frames: 111,
      engine: { id: 'draft' },
    });
  }, 240_000);

  it('makes nothing twice, and says what is kept', async () => {
    const { code, out } = await entracte(['render', sample, '--events']);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });
    expect(code).toBe(0);
    expect(events[0]).toMatchObject({ event: 'plan', batches: 2, kept: 2, run: 0 });
    expect(events.some(({ event }) => event === 'frame')).toBe(false);
  });

  it('ends within a second of Ctrl-C, with no process left and no half file', async () => {
    const output = path.join(home, 'cancelled.mp4');
    const cache = path.join(home, 'cancelled');
    const child = spawn(
      process.execPath,
      [cli, 'render', sample, '-o', output, '--cache', cache, '--events'],
      {
        env: environment(),
      },
    );
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (text: Buffer) => {
        if (text.includes('"frame"')) {
          resolve();
        }
      });
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const asked = Date.now();
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(Date.now() - asked).toBeLessThan(15_000);
    await wait(200);
    expect(await childrenOf(child.pid ?? 0)).toEqual([]);
    expect((await readdir(home)).filter((name) => name.startsWith('cancelled.mp4'))).toEqual([]);
  }, 60_000);

  it.each([
    ['a file that is not there', 'nowhere.entracte', null, 'nowhere.entracte'],
    ['text that is no project', 'broken.entracte', 'not json', 'broken.entracte'],
    ['nothing', 'empty.entracte', '', 'empty.entracte'],
  ])('answers %s with one sentence and exit code 1', async (_, name, text, named) => {
    const file = path.join(home, name);
    if (text !== null) {
      await writeFile(file, text);
    }
    const { code, err } = await entracte(['render', file]);
    expect([code, err]).toEqual([1, expect.stringContaining(named)]);
    expect(err.trim().split('\n')).toHaveLength(2);
  });

  it.each([
    ['a segment beyond the last', ['render', sample, '--only', '2,9'], 'no segment 9', 'segments 1 to 4'],
    ['a segment before the first', ['render', sample, '--only', '0'], '--only 0', 'from 1'],
    [
      'a batch beyond the last',
      ['guide', sample, '-o', 'guides', '--batch', '3'],
      'no batch 3',
      'from 1 to 2',
    ],
    ['a folder that is a file', ['guide', sample, '-o', sample], 'is a file', 'a folder'],
  ])('counts from 1, as the editor does: %s is wrong use', async (_, args, what, remedy) => {
    const { code, err } = await entracte(args);
    expect([code, ...err.trim().split('\n')]).toEqual([
      2,
      expect.stringContaining(what),
      expect.stringContaining(remedy),
    ]);
  });

  it('ends without a word when whoever reads has heard enough', async () => {
    const child = spawn(process.execPath, [cli, 'help'], { env: environment() });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, err]).toEqual([0, '']);
  });

  it('says what to do where the ffmpeg that was named does not work', async () => {
    const dud = path.join(home, 'dud');
    await writeFile(dud, 'not a program');
    const { code, out } = await entracte(['doctor', '--json'], { ...environment(), FFMPEG_PATH: dud });
    const checks = JSON.parse(out) as { name: string; state: string }[];
    expect(checks.find(({ name }) => name === 'ffmpeg')).toMatchObject({ state: 'ok' });
    expect(code).toBe(0);
  }, 60_000);
});

describe('entracte serve', () => {
  /** The first line it prints, and a way to end it. */
  async function serve(...args: string[]) {
    const child = spawn(process.execPath, [cli, 'serve', '--json', ...args], { env: environment() });
    const line = await new Promise<string>((resolve) => {
      child.stdout.once('data', (text: Buffer) => {
        resolve(text.toString());
      });
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { url: (JSON.parse(line) as { url: string }).url, child, ended };
  }

  it('a second copy shows the first one and ends; the note goes with the first', async () => {
    const first = await serve('--port', '0');
    const second = await serve('--port', '0');
    expect(second.url).toBe(first.url);
    expect(await second.ended).toBe(0);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(await readdir(path.join(home, 'home', 'data'))).not.toContain('running.json');
  }, 60_000);

  it('says which port is taken and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, err } = await entracte(['serve', '--port', String(port)]);
    expect([code, err]).toEqual([1, expect.stringContaining(String(port))]);
    expect(err).toContain('--port 0');
    other.close();
  }, 60_000);
});

/** Process ids of all that a process started, where the system shows them. */
async function childrenOf(parent: number): Promise<number[]> {
  if (process.platform !== 'linux') {
    return [];
  }
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent) {
      found.push(Number(name));
    }
  }
  return found;
}
