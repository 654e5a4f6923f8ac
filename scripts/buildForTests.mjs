// Before the unit tests: the child processes and kernels that they start as real ones.
import { existsSync } from 'node:fs';

export default async function setup() {
  if (existsSync('scripts/buildKernels.mjs')) {
    const { buildKernels } = await import('./buildKernels.mjs');
    await buildKernels();
  }
  if (existsSync('electron/cli/main.ts') && existsSync('electron/inference/worker.ts')) {
    const { buildNode } = await import('./build.mjs');
    const { buildUpscaler } = await import('./buildUpscaler.mjs');
    await Promise.all([buildNode(), buildUpscaler()]);
  }
}
