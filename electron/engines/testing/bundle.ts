import { build } from 'esbuild';
import path from 'node:path';

/** Bundles a script beside this file for a child process of a test; the file's path. */
export async function bundleForTest(name: 'killedRender' | 'publisher' | 'jobOwner'): Promise<string> {
  const outfile = path.resolve('node_modules', '.cache', 'entracte-tests', `${name}.mjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}
