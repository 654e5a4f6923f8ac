import os from 'node:os';
import { Worker } from 'node:worker_threads';

// A thread of its own, since native code may hold this one. The words are those that protocol.ts takes for memory.
const watcher = `
const { workerData } = require('node:worker_threads');
setInterval(() => {
  if (process.memoryUsage.rss() > workerData) {
    require('node:fs').writeSync(2, 'out of memory: more than ' + workerData + ' bytes are in use\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}, 40);`;

/** Ends this process when it holds more than `limit` bytes, until its end: before the machine suffers. */
export function limitMemory(limit: number): { end: () => Promise<unknown> } {
  const worker = new Worker(watcher, { eval: true, workerData: limit });
  worker.unref();
  return { end: () => worker.terminate() };
}

/** A probe's small pictures need little; a whole film may need most of the machine. */
export const probeMemory = (): number => Math.min(4e9, os.totalmem() / 2);
export const workMemory = (): number => os.totalmem() * 0.75;
