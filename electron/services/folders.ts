import envPaths from 'env-paths';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where the program keeps what is not a project of the creator's. */
export interface Folders {
  /** Drafts, the journal of jobs, what was open. */
  readonly data: string;
  /** Results: everything in it can be made again. */
  readonly cache: string;
  readonly log: string;
  /** Where projects and films go when nobody says otherwise. */
  readonly documents: string;
}

/** The platform's own places; `home` (ENTRACTE_HOME) keeps everything in one folder instead. */
export function foldersFor(home: string | null): Folders {
  if (home !== null) {
    const at = (name: string) => path.join(path.resolve(home), name);
    return { data: at('data'), cache: at('cache'), log: at('log'), documents: at('documents') };
  }
  const { data, cache, log } = envPaths('Entracte', { suffix: '' });
  const documents = path.join(os.homedir(), 'Documents');
  return { data, cache, log, documents: existsSync(documents) ? documents : os.homedir() };
}
