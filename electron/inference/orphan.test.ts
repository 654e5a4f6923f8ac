import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { buildTestChild, isAlive } from './testing/child.ts';

test('the child ends when the program is killed and can say nothing any more', async () => {
  const script = await buildTestChild('orphan');
  const folder = await mkdtemp(path.join(tmpdir(), 'entracte-orphan-'));
  try {
    const program = path.join(folder, 'program.mjs');
    const room = fileURLToPath(new URL('.', import.meta.url));
    await build({
      stdin: {
        resolveDir: room,
        loader: 'ts',
        contents: `
          import { InferenceHost } from './host.ts';
          import { forkedChild } from './forkedChild.ts';
          import { echo } from './testing/calls.ts';
          const host = new InferenceHost({ script: ${JSON.stringify(script)}, spawn: forkedChild });
          await host.run(echo, 'warm', { signal: new AbortController().signal });
          console.log(host.pid);`,
      },
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
    const parent = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(String(line));
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await expect.poll(() => isAlive(pid), { timeout: 1000 }).toBe(false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
