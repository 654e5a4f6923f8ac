import { build } from 'esbuild';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyProject, type Project } from '../../shared/project/schema.ts';
import { serialiseProject } from '../../shared/project/serialise.ts';
import { readProject } from './projectFile.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'entracte-torn-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** About 300 KB, so that a write takes long enough to be met half way. */
function large(): Project {
  const keyframes = Array.from({ length: 3000 }, (_, i) => ({
    id: `k${String(i)}`,
    frame: i,
    asset: 'a',
    fit: 'crop' as const,
    crop: null,
    hold: 1,
  }));
  return { ...emptyProject('p', 'state 0'), keyframes };
}

/** A program that does nothing but save, each time with the next number as the name. */
const saver = `
  import { readProject, writeProject } from ${JSON.stringify(path.resolve('electron/project/projectFile.ts'))};
  const file = process.argv[2];
  let { project, fingerprint } = await readProject(file);
  for (let n = 1; ; n++) {
    project = { ...project, name: 'state ' + n };
    ({ fingerprint } = await writeProject(file, project, fingerprint));
    process.send(n);
  }
`;

test('a program killed in the middle of a save leaves the last state or the one before it, whole', async () => {
  const program = path.join(root, 'saver.mjs');
  await build({
    stdin: { contents: saver, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'error',
  });
  const file = path.join(root, 'film.entracte');
  await writeFile(file, serialiseProject(large()));
  for (let round = 0; round < 3; round++) {
    await writeFile(file, serialiseProject(large()));
    const child = fork(program, [file], { execArgv: [] });
    const closed = once(child, 'close');
    let last = 0;
    child.on('message', (n) => {
      last = Number(n);
    });
    // Read all the while: whoever looks during a save finds a whole file too.
    while (last < 3 || !(await readdir(root)).some((name) => name.endsWith('.part'))) {
      expect((await readFile(file, 'utf8')).endsWith('\n}\n'), 'a reader met half a file').toBe(true);
    }
    child.kill('SIGKILL');
    await closed;
    const { project } = await readProject(file);
    expect(project.keyframes).toHaveLength(3000);
    // What was told as saved is there; the save under way when it died may be too.
    expect(Number(project.name.replace('state ', ''))).toBeGreaterThanOrEqual(last);
    expect(serialiseProject(project)).toBe(await readFile(file, 'utf8'));
  }
});
