import { build, type BuildOptions } from 'esbuild';
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

/** Whether a process is in the process table and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
