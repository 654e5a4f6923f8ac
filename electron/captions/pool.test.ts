import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { states } from '../../shared/captions/states.ts';
import { Fault } from '../../shared/fault.ts';
import { Fonts } from './fonts.ts';
import { Painter } from './painter.ts';
import { CaptionPool, type Painted, type PoolOptions } from './pool.ts';
import { minuteOfWords, slideOf, trackOf } from './testing/tracks.ts';

const root = path.resolve(import.meta.dirname, '../..');
const fonts = [path.join(root, 'resources/fonts')];
const size = { width: 320, height: 180 };
const track = minuteOfWords();
const film = states(track, { num: 30, den: 1 }, 1800);
const never = new AbortController().signal;

let directory = '';
let script = '';
const pools: CaptionPool[] = [];

beforeAll(async () => {
  const cache = path.join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  directory = mkdtempSync(path.join(cache, 'captions-'));
  script = path.join(directory, 'captionWorker.mjs');
  await build({
    entryPoints: [path.join(root, 'electron/captions/worker.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const open = (options: Partial<PoolOptions> = {}): CaptionPool => {
  const pool = new CaptionPool({ script, fonts, workers: 2, ...options });
  pools.push(pool);
  return pool;
};

/** The real worker, which first does `deed` when a batch comes that paints the third slide, while the file `armed` is there. */
function mortal(name: string, deed: string, once: boolean): string {
  const armed = path.join(directory, `${name}.armed`);
  writeFileSync(armed, '');
  const file = path.join(directory, `${name}.mjs`);
  const text = `
    import { existsSync, rmSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    const armed = ${JSON.stringify(armed)};
    const on = parentPort.on.bind(parentPort);
    parentPort.on = (name, listener) =>
      on(name, (message) => {
        if (message.kind === 'paint' && message.states.some(({ parts }) => parts[0]?.slide === 2) && existsSync(armed)) {
          ${once ? 'rmSync(armed);' : ''}
          ${deed}
        }
        listener(message);
      });
    await import('./captionWorker.mjs');
  `;
  writeFileSync(file, text);
  return file;
}

async function all(pool: CaptionPool, signal = never): Promise<readonly Painted[]> {
  const found: Painted[] = [];
  for await (const painted of pool.paint({ track, size }, film, signal)) {
    found.push(painted);
  }
  return found;
}

const faultOf = (work: Promise<unknown>): Promise<Fault> =>
  work.then(
    () => Promise.reject(new Error('nothing failed')),
    (error: unknown) => error as Fault,
  );

describe('the pool', () => {
  it('tells which letters no font has, and starts no thread where all are usual ones', async () => {
    const pool = open();
    expect(await pool.lacking({ track, size }, never)).toEqual([]);
    expect(pool.threads).toEqual([]);
    expect(await pool.lacking({ track: trackOf([slideOf('ne \u0378 no')]), size }, never)).toEqual([
      '\u0378',
    ]);
  });

  it('paints every state once, in order, as one painter alone would', async () => {
    const painter = new Painter(track, size, new Fonts(fonts));
    const painted = await all(open());
    expect(painted.map(({ state }) => state)).toEqual(film.states.map((_, i) => i));
    painted.forEach(({ state, patch }) => {
      const alone = painter.paint(film.states[state] ?? { parts: [] });
      expect(patch === null ? null : [patch.x, patch.y, patch.width, patch.height]).toEqual(
        alone === null ? null : [alone.x, alone.y, alone.width, alone.height],
      );
      expect(Buffer.compare(patch?.data ?? new Uint8Array(), alone?.data ?? new Uint8Array())).toBe(0);
    });
  });

  it('replaces a worker that dies and does its batch again', async () => {
    const pool = open({ script: mortal('dies', 'process.exit(7);', true) });
    const hashes = (painted: readonly Painted[]) =>
      painted.map(({ state, patch }) => [
        state,
        createHash('sha1')
          .update(patch?.data ?? '')
          .digest('hex'),
      ]);
    expect(hashes(await all(pool))).toEqual(hashes(await all(open())));
    expect(pool.threads.length).toBeLessThanOrEqual(2);
  });

  it('replaces a worker that hangs', async () => {
    const pool = open({ script: mortal('hangs', 'for (;;) {}', true), silenceMs: 2500 });
    expect(await all(pool)).toHaveLength(film.states.length);
  });

  it('gives a batch up that fails twice, and names its frames', async () => {
    const fault = await faultOf(all(open({ script: mortal('always', 'process.exit(7);', false), batch: 4 })));
    expect(fault).toBeInstanceOf(Fault);
    expect(fault.code).toBe('captions-painting');
    const [, from, to] = /frames (\d+)-(\d+)/.exec(fault.message) ?? [];
    expect(Number(from)).toBeLessThan(900);
    expect(Number(to)).toBeGreaterThanOrEqual(600);
    expect(Number(to) - Number(from)).toBeLessThan(60);
  });

  it('says so when its fonts are missing, instead of trying again', async () => {
    const fault = await faultOf(all(open({ fonts: [path.join(directory, 'none')] })));
    expect([fault.code, fault instanceof Fault]).toEqual(['fonts-missing', true]);
  });

  it('stops at once when cancelled, and paints again afterwards', async () => {
    const pool = open();
    const cancel = new AbortController();
    let seen = 0;
    const work = (async () => {
      for await (const painted of pool.paint({ track, size }, film, cancel.signal)) {
        seen += painted.state >= 0 ? 1 : 0;
        if (seen === 5) {
          cancel.abort();
        }
      }
    })();
    expect((await faultOf(work)).code).toBe('cancelled');
    expect(seen).toBe(5);
    expect(await all(pool)).toHaveLength(film.states.length);
  });

  it('paints no further ahead than it is read, and two films at once', async () => {
    const pool = open({ batch: 4 });
    const slow = pool.paint({ track, size }, film, never);
    expect((await slow.next()).value).toMatchObject({ state: 0 });
    expect(await all(pool)).toHaveLength(film.states.length);
    let left = 1;
    for await (const painted of slow) {
      expect(painted.state).toBe(left);
      left += 1;
    }
    expect(left).toBe(film.states.length);
  });

  it('leaves nothing when it is closed in the middle', async () => {
    const pool = open();
    const work = faultOf(all(pool));
    await pool.paint({ track, size }, film, never).next();
    await pool.close();
    expect((await work).code).toBe('captions-closed');
    expect(pool.threads).toEqual([]);
    expect((await faultOf(all(pool))).code).toBe('captions-closed');
  });
});
