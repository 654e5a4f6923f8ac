import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { make, numbered, numbersIn, raw, writeTiny } from '../upscale/testing/films.ts';

const cli = fileURLToPath(new URL('../../dist/node/cli.js', import.meta.url));
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-upscale-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);
type Told = Readonly<Record<string, unknown>>;

/** Runs the command; `onEvent` is told each event and may kill the program. */
async function entracte(words: readonly string[], onEvent: (event: Told, kill: () => void) => void) {
  const child = spawn(process.execPath, [cli, 'upscale', ...words, '--events'], {
    cwd: folder,
    env: { ...process.env, ENTRACTE_HOME: at('home') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    onEvent(JSON.parse(line) as Told, () => child.kill('SIGKILL'));
  }
  const [code] = (await ended) as [number | null];
  return { code, said };
}

async function finished(): Promise<number> {
  const store = at('home/cache/upscale');
  const shards = await readdir(store);
  const names = await Promise.all(shards.map((shard) => readdir(path.join(store, shard))));
  return names.flat().filter((name) => /^[0-9a-f]{64}\.png$/.test(name)).length;
}

test('killed in the midst and run again, nothing that was finished is computed twice', async () => {
  const numbers = Array.from({ length: 30 }, (_, number) => number);
  const exact = ['-c:v', 'libx264', '-qp', '0', '-pix_fmt', 'yuv444p'];
  await make(
    [...raw(), ...exact, at('in.mkv')],
    numbers.map((number) => numbered(number)),
  );
  const words = ['in.mkv', '-o', 'out.mp4'];
  await entracte(words, (event, kill) => {
    if (Number(event['inferred']) >= 6) {
      kill();
    }
  });
  const there = await finished();
  expect(there).toBeGreaterThan(0);
  let done: Told = {};
  const { code, said } = await entracte(words, (event) => {
    done = event;
  });
  expect({ code, said }).toEqual({ code: 0, said: '' });
  expect(done).toMatchObject({
    ...{ event: 'done', frames: 30, distinct: 30, known: there, inferred: 30 - there, wrong: 0 },
  });
  expect(await numbersIn(at('out.mp4'), 2)).toEqual(numbers);
});

test("a person's own network, and wrong use in one sentence", async () => {
  await make([...raw(), '-c:v', 'ffv1', at('in.mkv')], [numbered(1), numbered(2)]);
  await writeTiny(at('model'), { layout: 'nchw', range: 1 }, { layout: 'nchw' });
  const own = ['in.mkv', '-o', 'out.mp4', '--model', 'model/tiny.json'];
  expect(await entracte(own, () => undefined)).toEqual({ code: 0, said: '' });
  const { code, said } = await entracte([...own, '--scale', '3'], () => undefined);
  expect(code).toBe(2);
  expect(said).toBe(
    'The model “tiny” makes pictures 2 times as large, not 3 times.\nAsk for 2 or 4, or choose another model.\n',
  );
});
