// Runs a contestant and tells how long it took and how much of the processors' time, children included.
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** `times` of a shell tells what its children used, and theirs; Windows has nothing like it. */
const counting = process.platform !== 'win32';

/** Seconds by the clock, and of processor time (null where it cannot be known). Throws with what a failed program said. */
export function run(file, args, { cwd, env } = {}) {
  const started = performance.now();
  const [program, words] = counting ? ['sh', ['-c', '"$@" && times >&2', 'sh', file, ...args]] : [file, args];
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    ...{ encoding: 'utf8', maxBuffer: 2 ** 27, cwd, env: { ...process.env, ...env } },
  });
  if (status !== 0) {
    throw new Error(`${file} ended with ${status}: ${error ?? ''}${(stdout + stderr).slice(-1500)}`);
  }
  const seconds = (performance.now() - started) / 1000;
  return { seconds, processor: counting ? processorOf(stderr) : null, stdout };
}

/** The line of a failure that says why. */
export function reasonOf({ message }) {
  const lines = message.trim().split('\n');
  return (lines.find((line) => /error:/i.test(line)) ?? lines.at(-1) ?? '').trim();
}

function processorOf(text) {
  const last = text.trim().split('\n').at(-1) ?? '';
  const used = [...last.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => Number(m) * 60 + Number(s));
  return used.length === 2 ? used[0] + used[1] : null;
}

/** The most that a program and all its children had resident, by name, in megabytes; Linux only. */
export async function mostResident(file, args, options) {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  const most = new Map();
  const look = setInterval(() => {
    for (const { name, megabytes } of residentUnder(child.pid)) {
      most.set(name, Math.max(most.get(name) ?? 0, megabytes));
    }
  }, 200);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(look);
  if (code !== 0) {
    throw new Error(`${file} ended with ${code}`);
  }
  return most;
}

/** Processes of one name together, and all together. */
function residentUnder(root) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        const value = (key) => new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '0';
        return [
          {
            id: Number(name),
            parent: Number(value('PPid')),
            kilobytes: Number(value('VmRSS')),
            name: value('Name'),
          },
        ];
      } catch {
        return [];
      }
    });
  const mine = new Set([root]);
  for (let grown = true; grown;) {
    const more = all.filter(({ id, parent }) => mine.has(parent) && !mine.has(id));
    more.forEach(({ id }) => mine.add(id));
    grown = more.length > 0;
  }
  const sums = new Map();
  for (const { kilobytes, name } of all.filter(({ id }) => mine.has(id))) {
    for (const key of [name, 'all together']) {
      sums.set(key, (sums.get(key) ?? 0) + kilobytes / 1000);
    }
  }
  return [...sums].map(([name, megabytes]) => ({ name, megabytes }));
}
