import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process as a journal names it. A pid alone is used again by the system; with its start it is unique. */
export interface Owner {
  readonly pid: number;
  /** When it started, as the system tells it (letters and digits only); empty where it does not tell. */
  readonly start: string;
}

const run = promisify(execFile);

/** When process `pid` started, or null when there is none that works (a zombie does not). */
async function startOf(pid: number): Promise<string | null> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') {
      return null;
    }
  }
  try {
    const told = await startToldBySystem(pid);
    return told?.replace(/[^A-Za-z0-9]/g, '') ?? null;
  } catch {
    return '';
  }
}

async function startToldBySystem(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    // proc(5): the name in brackets may hold anything; after it come state (3) ... starttime (22).
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? '');
  }
  if (process.platform === 'win32') {
    const command = `(Get-Process -Id ${String(pid)}).StartTime.Ticks`;
    return (await run('powershell', ['-NoProfile', '-Command', command])).stdout.trim();
  }
  return (await run('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim();
}

export async function thisProcess(): Promise<Owner> {
  return { pid: process.pid, start: (await startOf(process.pid)) ?? '' };
}

/** Whether that very process still runs. Where the system does not tell starts, a living pid counts as it. */
export async function isAlive(owner: Owner): Promise<boolean> {
  const start = await startOf(owner.pid);
  return start !== null && (start === owner.start || start === '' || owner.start === '');
}

/** An owner in a file name, and back; null for a name that carries none. */
export function ownerTag(owner: Owner): string {
  return `${String(owner.pid)}-${owner.start}`;
}

export function ownerOfTag(tag: string): Owner | null {
  const match = /^(\d+)-([A-Za-z0-9]*)$/.exec(tag);
  return match === null ? null : { pid: Number(match[1]), start: match[2] ?? '' };
}
