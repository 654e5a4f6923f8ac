import { build, type BuildOptions } from 'esbuild';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildKernels } from '../../../scripts/buildKernels.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export const models = path.join(root, 'resources', 'models');

/** Bundles the child of the tests as the real one is; resolves with its file. */
export async function buildTestChild(name: string, options: BuildOptions = {}): Promise<string> {
  const outfile = path.join(root, 'node_modules', '.cache', 'inference', `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    ...options,
  });
  return outfile;
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
