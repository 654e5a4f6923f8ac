import { fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { InferenceHost } from './host.ts';
import { abort, count, echo } from './testing/calls.ts';
import { buildTestChild } from './testing/child.ts';
import { utilityChild, type UtilityChild } from './utilityChild.ts';

/** Gives a plain Node process the port that Electron gives its utility processes, then runs the real child. */
const electronLike = `
  const send = process.send.bind(process);
  process.parentPort = {
    postMessage: (message) => send(message),
    on: (event, listener) => process.on(event, (data) => listener({ data })),
  };
  process.send = undefined;
  process.on('disconnect', () => process.exit(0));
  await import(process.argv[2]);
`;

let script = '';
let entry = '';
beforeAll(async () => {
  script = await buildTestChild('utility');
  entry = path.join(path.dirname(script), 'electronLike.mjs');
  await writeFile(entry, electronLike);
});

/** What Electron's utilityProcess.fork returns, over a real process. */
function forkLikeElectron(file: string): UtilityChild {
  const child = fork(entry, [pathToFileURL(file).href], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  return {
    get pid() {
      return child.pid;
    },
    stderr: child.stderr,
    postMessage: (message) => child.send(message as object),
    on: (event, listener) => child.on(event, listener),
    once: (event, listener) => child.once(event, (code: number | null) => listener(code ?? 1)),
    kill: () => child.kill(),
  };
}

test("the same child answers over Electron's port, streams, crashes and comes back", async () => {
  const host = new InferenceHost({ script, spawn: utilityChild(forkLikeElectron) });
  const signal = new AbortController().signal;
  try {
    expect(await host.run(echo, 'hello', { signal })).toBe('hello');
    const seen: number[] = [];
    await host.run(count, 5, { signal, onItem: (n) => void seen.push(n) });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    await expect(host.run(abort, null, { signal })).rejects.toMatchObject({ code: 'inference-lost' });
    expect(await host.run(echo, 'again', { signal })).toBe('again');
  } finally {
    await host.close();
  }
  expect(host.pid).toBeNull();
});
