// Everything that must hold: checks, build, unit tests, tests in a real Chromium. The last line adds them up.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from './build.mjs';
import { check, commandOf } from './check.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = path.join(root, 'test-results');
mkdirSync(results, { recursive: true });

/** A runner that writes its counts as JSON; one that dies without writing them counts as one failure. */
function run(name, script, args, file, count) {
  const report = path.join(results, file);
  rmSync(report, { force: true });
  console.log(`\n${name}`);
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  try {
    const counts = count(JSON.parse(readFileSync(report, 'utf8')));
    return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } catch {
    console.log(`${name}: no report was written`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const ofVitest = (report) => ({
  passed: report.numPassedTests,
  failed:
    report.numFailedTests +
    report.numFailedTestSuites -
    Math.min(report.numFailedTests, report.numFailedTestSuites),
  skipped: report.numPendingTests + report.numTodoTests,
});

const ofPlaywright = ({ stats }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected,
  skipped: stats.skipped,
});

await buildAll();
const parts = [
  check(),
  run(
    'unit tests',
    commandOf('vitest'),
    ['run', '--reporter=default', '--reporter=json', '--outputFile.json=test-results/unit.json'],
    'unit.json',
    ofVitest,
  ),
  run(
    'tests in a real Chromium',
    commandOf('@playwright/test', 'playwright'),
    ['test', '--reporter=list,json'],
    'e2e.json',
    ofPlaywright,
  ),
];
const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
