import { readFile, rename, writeFile } from 'node:fs/promises';

/** Seconds a unit took before, by what was done ("render:frames"), kept from run to run. */
export interface Rates {
  get(name: string): number | null;
  /** Learns from a finished phase; the newest counts a third, so that one odd run does not rule. */
  learn(name: string, secondsPerUnit: number): void;
  close(): Promise<void>;
}

/** `file` null keeps nothing beyond this process. A broken file is begun anew: it holds estimates only. */
export async function openRates(file: string | null): Promise<Rates> {
  const rates = new Map<string, number>();
  if (file !== null) {
    const text = await readFile(file, 'utf8').catch(() => '{}');
    for (const [name, value] of entriesOf(text)) {
      rates.set(name, value);
    }
  }
  let writing = Promise.resolve();
  const write = async () => {
    if (file !== null) {
      await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(rates)));
      await rename(`${file}.new`, file);
    }
  };
  return {
    get: (name) => rates.get(name) ?? null,
    learn: (name, seconds) => {
      const before = rates.get(name);
      rates.set(name, before === undefined ? seconds : before * 0.67 + seconds * 0.33);
      writing = writing.then(write).catch(() => undefined);
    },
    close: () => writing,
  };
}

function entriesOf(text: string): readonly (readonly [string, number])[] {
  try {
    const read: unknown = JSON.parse(text);
    return Object.entries(read as object).filter(([, value]) => typeof value === 'number' && value > 0);
  } catch {
    return [];
  }
}

/**
 * Seconds left of a phase. What earlier runs took is worth a tenth of the phase; the longer it runs, the more its
 * own pace counts. null while nothing is known.
 */
export function secondsLeft(
  done: number,
  total: number,
  elapsed: number,
  secondsPerUnitBefore: number | null,
): number | null {
  const rest = Math.max(0, total - done);
  const prior = secondsPerUnitBefore === null ? 0 : Math.max(1, total / 10);
  if (done + prior <= 0) {
    return null;
  }
  return ((elapsed + prior * (secondsPerUnitBefore ?? 0)) / (done + prior)) * rest;
}
