import { build, type BuildOptions } from 'esbuild';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fileURLToPath } from 'node:url';
import { buildKernels } from '../../../scripts/buildKernels.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export const models = path.join(root, 'resources', 'models');

/** Bundles the child of the tests as the real one is; resolves with its file. */
export async function buildTestChild(name: string, options: BuildOptions = {}): Promise<string> {
  const outdir = path.join(root, 'node_modules', '.cache', 'inference', name);
  await build({
    entryPoints: {
      [name]: fileURLToPath(new URL('worker.ts', import.meta.url)),
      frameThread: fileURLToPath(new URL('../frameThread.ts', import.meta.url)),
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    ...options,
  });
  return path.join(outdir, `${name}.mjs`);
}

export function kernelsFile(): Promise<string> {
  return buildKernels();
}

/** Whether a process runs: not one that has ended and only waits for its parent to notice. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const state = process.platform === 'linux' ? readFileSync(`/proc/${String(pid)}/stat`, 'latin1') : '';
    return !/\) [ZX] /.test(state);
  } catch {
    return false;
  }
}

/** Bytes of pictures this process still holds, after a collection. */
export function buffersInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().arrayBuffers;
}

/** Resident bytes of another process; 0 where the system does not tell. */
export function residentOf(pid: number | null): number {
  if (process.platform !== 'linux') {
    return 0;
  }
  const status = readFileSync(`/proc/${String(pid)}/status`, 'latin1');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}
