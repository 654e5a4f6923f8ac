// Builds everything into dist/: the screen with Vite, the rest with esbuild, the kernels with AssemblyScript.
import { build as esbuild } from 'esbuild';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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
  // Half as much to read at every start; names stay, for whoever reads a failure.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
  define: { ENTRACTE_VERSION: JSON.stringify(version) },
};

/** Packages are read from node_modules, but for those of many files, which are read in half the time from one. */
const inside = [
  ...['zod', 'mediabunny', 'commander', 'fluent-ffmpeg'],
  ...['openai', '@orpc', 'hono', 'p-queue', 'nanoid'],
];
const packages = {
  name: 'packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path: name, kind, resolveDir }) =>
      kind === 'entry-point' ||
      path.relative(root, resolveDir).includes('node_modules') ||
      inside.some((one) => name === one || name.startsWith(`${one}/`))
        ? undefined
        : { path: name, external: true },
    );
    // Half of zod is its words in fifty languages; English is read from a file of its own.
    build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {}' }));
  },
};

/** Node's own module format for everything that runs outside Electron's two special files. */
const modules = {
  ...node,
  format: 'esm',
  // Some of these packages are of the older kind, which asks for Node's own parts by this.
  // One of them looks for settings files beside itself that nobody uses.
  define: { ...node.define, __dirname: '"."' },
  banner: {
    js: "import{createRequire as entracteRequire}from'node:module';const require=entracteRequire(import.meta.url);",
  },
  plugins: [packages],
  outdir: at('dist/node'),
};

/** The terminal's program in parts: a command reads only what it needs. */
const program = {
  ...modules,
  splitting: true,
  chunkNames: 'cli-[name]-[hash]',
  metafile: true,
  entryPoints: { cli: 'electron/cli/main.ts' },
};

/** Each in one file, because a packed app keeps them outside its archive. */
const workers = {
  ...modules,
  entryPoints: {
    inference: 'electron/inference/worker.ts',
    frameThread: 'electron/inference/frameThread.ts',
    captionWorker: 'electron/captions/worker.ts',
  },
};

/** Electron's main process as a module too; the preload must be one CommonJS file in a sandbox. */
const shell = { ...modules, entryPoints: { main: 'electron/shell/main.ts' } };
const preload = {
  ...node,
  format: 'cjs',
  entryPoints: ['electron/shell/preload.ts'],
  outfile: at('dist/node/preload.cjs'),
  external: ['electron'],
};

/** What esbuild is told for each part of the program outside the screen; the first is the program itself. */
export const nodeBuilds = [program, workers, shell, preload];

export async function buildNode() {
  const [{ metafile }] = await Promise.all(nodeBuilds.map((options) => esbuild(options)));
  removeOldParts(Object.keys(metafile.outputs));
}

/** Parts of earlier builds: their names change with what is in them. */
function removeOldParts(written) {
  const names = new Set(written.map((file) => path.basename(file)));
  for (const name of readdirSync(at('dist/node'))) {
    if (name.startsWith('cli-') && !names.has(name)) {
      rmSync(at('dist/node', name), { force: true });
    }
  }
}

export async function buildScreen() {
  const { build } = await import('vite');
  await build({ configFile: at('vite.config.ts'), logLevel: 'warn' });
}

export async function buildAll() {
  const started = performance.now();
  const { buildKernels } = await import('./buildKernels.mjs');
  const { buildUpscaler } = await import('./buildUpscaler.mjs');
  await Promise.all([buildNode(), buildScreen(), buildKernels(), buildUpscaler()]);
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
