// Builds everything into dist/: the screen with Vite, the rest with esbuild, the kernels with AssemblyScript.
import { build as esbuild } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);

const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));

const node = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
  define: { ENTRACTE_VERSION: JSON.stringify(version) },
};

/** Node's own module format for everything that runs outside Electron's two special files. */
const modules = {
  ...node,
  format: 'esm',
  packages: 'external',
  outdir: at('dist/node'),
  entryPoints: {
    cli: 'electron/cli/main.ts',
    inference: 'electron/inference/worker.ts',
    captionWorker: 'electron/captions/worker.ts',
  },
};

/** Electron's main process as a module too; the preload must be one CommonJS file in a sandbox. */
const shell = { ...modules, entryPoints: { main: 'electron/shell/main.ts' }, external: ['electron'] };
const preload = {
  ...node,
  format: 'cjs',
  entryPoints: ['electron/shell/preload.ts'],
  outfile: at('dist/node/preload.cjs'),
  external: ['electron'],
};

/** What esbuild is told for each part of the program outside the screen; the first is the program itself. */
export const nodeBuilds = [modules, shell, preload];

export async function buildNode() {
  await Promise.all(nodeBuilds.map((options) => esbuild(options)));
}

export async function buildScreen() {
  const { build } = await import('vite');
  await build({ configFile: at('vite.config.ts'), logLevel: 'warn' });
}

export async function buildAll() {
  const started = performance.now();
  const { buildKernels } = await import('./buildKernels.mjs');
  await Promise.all([buildNode(), buildScreen(), buildKernels()]);
  console.log(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Whether a build is there that can be started. */
export const isBuilt = () =>
  ['dist/node/cli.js', 'dist/node/inference.js', 'dist/renderer/index.html'].every((file) =>
    existsSync(at(file)),
  );

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAll();
}
