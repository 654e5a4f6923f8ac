import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { jobSchema } from '../../shared/jobs/job.ts';
import { isAlive, ownerOfTag, ownerTag, type Owner } from './owner.ts';

/** A job as it is on disk: what the screen sees, what it was asked for, and who works on it. */
const recordSchema = z.object({
  job: jobSchema,
  input: z.unknown(),
  owner: z.object({ pid: z.int(), start: z.string() }),
  /** How often it was begun. */
  attempt: z.int(),
});

export type JobRecord = z.infer<typeof recordSchema>;

/** One file a job, always whole: written beside, synced, renamed. */
export interface Journal {
  write(record: JobRecord): Promise<void>;
  remove(id: string): Promise<void>;
  /** Jobs that ended, newest first. */
  ended(): Promise<readonly JobRecord[]>;
  /**
   * Takes over every unfinished job whose process is gone. However many programs do this at once, each job comes
   * to exactly one of them: a rename succeeds once.
   */
  adopt(): Promise<readonly JobRecord[]>;
}

const extension = '.job.json';

export async function openJournal(dir: string, owner: Owner): Promise<Journal> {
  await mkdir(dir, { recursive: true });
  const fileOf = (id: string) => path.join(dir, `${id}${extension}`);

  const write = async (record: JobRecord) => {
    const beside = path.join(dir, `${record.job.id}.${ownerTag(owner)}.new`);
    const handle = await open(beside, 'w');
    try {
      await handle.writeFile(JSON.stringify(record));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, fileOf(record.job.id));
  };

  const read = async (name: string): Promise<JobRecord | null> => {
    try {
      return recordSchema.parse(JSON.parse(await readFile(path.join(dir, name), 'utf8')));
    } catch {
      return null;
    }
  };

  /** Someone who claimed a job and ended before he wrote it down again: `ID.claim-PID-START`. */
  const claimant = (name: string): Owner | null => {
    const tag = /\.claim-(.+)$/.exec(name)?.[1];
    return tag === undefined ? null : ownerOfTag(tag);
  };

  const adoptFile = async (name: string): Promise<JobRecord | null> => {
    const found = await read(name);
    const holder = claimant(name) ?? found?.owner ?? null;
    if (found === null || holder === null || hasEnded(found) || (await isAlive(holder))) {
      return null;
    }
    const claim = path.join(dir, `${found.job.id}.claim-${ownerTag(owner)}`);
    try {
      await rename(path.join(dir, name), claim);
    } catch {
      return null;
    }
    const claimed = await read(path.basename(claim));
    if (claimed === null || claimed.attempt !== found.attempt) {
      // Someone else adopted it between our look and our rename: it is his, put it back.
      await rename(claim, path.join(dir, name));
      return null;
    }
    const mine = { ...claimed, owner, attempt: claimed.attempt + 1 };
    await write(mine);
    await rm(claim, { force: true });
    return mine;
  };

  return {
    write,
    remove: (id) => rm(fileOf(id), { force: true }),
    ended: async () => {
      const names = (await readdir(dir)).filter((name) => name.endsWith(extension));
      const records = (await Promise.all(names.map(read))).filter((record) => record !== null);
      return records.filter(hasEnded).sort((a, b) => b.job.started - a.job.started);
    },
    adopt: async () => {
      const adopted: JobRecord[] = [];
      for (const name of await readdir(dir)) {
        if (name.endsWith(extension) || claimant(name) !== null) {
          const record = await adoptFile(name);
          if (record !== null) {
            adopted.push(record);
          }
        }
      }
      return adopted;
    },
  };
}

function hasEnded(record: JobRecord): boolean {
  return record.job.state !== 'queued' && record.job.state !== 'running';
}
