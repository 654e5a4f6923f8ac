import { access, constants, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileFault } from '../media/fileFault.ts';

/** The folder films go to, and which names in it are taken. */
export interface Places {
  folder(): string;
  /** A name in the folder as a whole path. */
  at(file: string): string;
  move(folder: string): void;
  /** `file`, or "film 2.mp4" and so on where one is there or is being made. */
  free(file: string): Promise<string>;
  /** Why nothing can be written there; null when it can. */
  fault(): Promise<string | null>;
  /**
   * Makes the folder and takes a name in it: the next free one, or `file` itself with `replace`, unless an export that is not
   * over yet makes it. Throws a Fault where nothing can be written.
   */
  claim(file: string, replace: boolean): Promise<string>;
  claimedBy(whole: string, job: string): void;
}

/** `isLive`: whether a job is still waiting or running. */
export function createPlaces(films: string, isLive: (job: string) => boolean): Places {
  let folder = films;
  /** By path, the job that makes it; null while it is being started. */
  const claims = new Map<string, string | null>();

  const isClaimed = (whole: string) => {
    const job = claims.get(whole);
    return job !== undefined && (job === null || isLive(job));
  };
  const isThere = async (whole: string) => (await lstat(whole).catch(() => null)) !== null;

  const free = async (file: string, replace: boolean) => {
    const { name, ext } = path.parse(file);
    for (let n = 1; ; n++) {
      const next = n === 1 ? file : `${name} ${String(n)}${ext}`;
      const whole = path.join(folder, next);
      if (!isClaimed(whole) && ((replace && n === 1) || !(await isThere(whole)))) {
        return next;
      }
    }
  };

  const fault = async () => {
    for (let at = folder; ; at = path.dirname(at)) {
      try {
        await access(at, constants.W_OK);
        return null;
      } catch (error) {
        const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
        if (!isMissing || path.dirname(at) === at) {
          return fileFault('Nothing can be written to this folder', at, error);
        }
      }
    }
  };

  return {
    folder: () => folder,
    at: (file) => path.join(folder, file),
    move: (wanted) => {
      folder = wanted;
    },
    free: (file) => free(file, false),
    fault: async () => {
      const found = await fault();
      return found === null ? null : `${found.message} ${found.remedy}`;
    },
    claim: async (file, replace) => {
      const found = await fault();
      if (found !== null) {
        throw found;
      }
      await mkdir(folder, { recursive: true }).catch((error: unknown) => {
        throw fileFault('The folder for the film could not be made', folder, error);
      });
      for (;;) {
        const whole = path.join(folder, await free(file, replace));
        // Someone who asked at the same time may have it by now.
        if (!isClaimed(whole)) {
          claims.set(whole, null);
          return whole;
        }
      }
    },
    claimedBy: (whole, job) => {
      claims.set(whole, job);
    },
  };
}
