// Types, lint (with the import laws), format, dead code: the same locally and in CI. Prints one count line a step.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));

/** The script behind a package's command: no shell and no npx, so that it works the same on Windows. */
export function commandOf(name, command = name) {
  const manifest = path.join(root, 'node_modules', name, 'package.json');
  const { bin } = require(manifest);
  return path.join(path.dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
}

const steps = [
  ['types', commandOf('typescript', 'tsc'), ['-b']],
  [
    'lint',
    commandOf('eslint'),
    ['.', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/'],
  ],
  ['format', commandOf('prettier'), ['--check', '--cache', '--log-level', 'warn', '.']],
  ['dead code', commandOf('knip'), []],
];

/** Runs every step even when one fails; answers which failed. */
export function check() {
  const failed = [];
  for (const [name, script, args] of steps) {
    const started = performance.now();
    const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (status !== 0) {
      failed.push(name);
    }
  }
  return { passed: steps.length - failed.length, failed: failed.length, skipped: 0 };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = check().failed === 0 ? 0 : 1;
}
