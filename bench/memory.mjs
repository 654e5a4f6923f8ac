// Memory of the main process while a long film is rendered and assembled with real frame files.
// node bench/memory.mjs [frames=2000] [width=1920] [height=1080]     goal: under 1 GB resident
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [frames = '2000', width = '1920', height = '1080'] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname, '..');
const script = path.join(root, 'node_modules', '.cache', 'entracte-bench', 'longRender.mjs');
await build({
  entryPoints: [path.join(root, 'electron', 'engines', 'testing', 'longRender.ts')],
  outfile: script,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['sharp'],
  logLevel: 'error',
});
const dir = mkdtempSync(path.join(os.tmpdir(), 'entracte-memory-'));
try {
  const { stdout, status } = spawnSync(process.execPath, [script, dir, frames, width, height], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`the render ended with ${String(status)}`);
  }
  const { state, shown, whileRendering, most, seconds } = JSON.parse(stdout);
  const mb = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  console.log(`${frames} frames of ${width}x${height}: ${state}, ${shown} shown`);
  console.log(`resident at most: ${mb(whileRendering)} while rendering, ${mb(most)} in all`);
  console.log(`${seconds.render.toFixed(0)} s rendering, ${seconds.assemble.toFixed(0)} s assembling`);
  process.exitCode = most < 1e9 && shown === Number(frames) ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
