import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { Children } from './children.ts';

/** A process that ended and was not yet collected by the system (state Z) is not alive. */
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

const node = (children: Children, script: string) =>
  children.start(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });

async function firstLine(stdout: Readable | null): Promise<string> {
  const [chunk] = (await once(stdout ?? process.stdin, 'data')) as [Buffer];
  return chunk.toString().trim();
}

test('a child that ends by itself is forgotten', async () => {
  const children = new Children();
  const child = node(children, '0');
  expect(children.running).toBe(1);
  await once(child, 'exit');
  expect(children.running).toBe(0);
});

test('children that ignore the request are gone within a second, with the children they started', async () => {
  const children = new Children();
  const stubborn = `
    process.on('SIGINT', () => {}); process.on('SIGTERM', () => {});
    const inner = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log(inner.pid); setInterval(() => {}, 1000);`;
  const running = [node(children, stubborn), node(children, stubborn)];
  const inner = await Promise.all(running.map(async (child) => Number(await firstLine(child.stdout))));
  const started = performance.now();
  await children.endAll();
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(children.running).toBe(0);
  await expect
    .poll(() => [...inner, ...running.map((child) => child.pid ?? 0)].filter(isAlive), { timeout: 500 })
    .toEqual([]);
});

test('a child that listens is let to end in its own way', async () => {
  const children = new Children();
  const child = node(
    children,
    "process.on('SIGINT', () => process.exit(7)); console.log('up'); setInterval(() => {}, 1000)",
  );
  await firstLine(child.stdout);
  await children.end(child);
  if (process.platform !== 'win32') {
    expect(child.exitCode).toBe(7);
  }
});

test.skipIf(process.platform === 'win32')(
  'what a child leaves behind when it ends is ended too',
  async () => {
    const children = new Children();
    const child = node(
      children,
      `const deaf = "process.on('SIGINT', () => {}); process.stdout.write(process.pid + '\\\\n'); setInterval(() => {}, 1000)";
     require('node:child_process').spawn(process.execPath, ['-e', deaf], { stdio: 'inherit' });
     process.on('SIGINT', () => process.exit(0)); setInterval(() => {}, 1000)`,
    );
    const inner = Number(await firstLine(child.stdout));
    await children.endAll();
    expect(child.exitCode).toBe(0);
    await expect.poll(() => isAlive(inner), { timeout: 500 }).toBe(false);
  },
);

test('a program that is not there is told by its error event and is not counted', async () => {
  const children = new Children();
  const child = children.start('/nowhere/at-all', [], { stdio: 'ignore' });
  const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ENOENT');
  expect(children.running).toBe(0);
});
