import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import { parseProject, type ParsedProject } from '../../shared/project/parse.ts';
import type { Project } from '../../shared/project/schema.ts';
import { serialiseProject } from '../../shared/project/serialise.ts';
import { writeAtomically } from '../media/atomicWrite.ts';
import { fileFault, systemCode } from '../media/fileFault.ts';
import { backupsFolder } from './fileNames.ts';

/** Text of a project of 100,000 keyframes is about 15 MB; what is larger than this is something else. */
const largest = 256 * 1024 * 1024;
const backupsKept = 5;

/** What a file's text was when it was last read or written, to see whether someone else changed it since. */
const fingerprintOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface ReadProject extends ParsedProject {
  readonly fingerprint: string;
  /** When it was written, ms. */
  readonly saved: number;
}

/** Reads a project file. Faults: those of parseProject and of the system, each naming the file. */
export async function readProject(file: string): Promise<ReadProject> {
  const called = `“${path.basename(file)}”`;
  try {
    const { size, mtimeMs } = await stat(file);
    if (size > largest) {
      throw new Fault('not-a-project', `${called} is far too large for a project.`, 'Choose another file.');
    }
    const text = await readFile(file, 'utf8');
    return { ...parseProject(text, called), fingerprint: fingerprintOf(text), saved: mtimeMs };
  } catch (error) {
    throw fileFault(`${called} could not be opened`, file, error);
  }
}

/**
 * Saves a project over `file`: the text that was there becomes the newest of five backups. `seen` is the fingerprint
 * of what the program knows to be there, null to write over whatever is there. A Fault `changed-on-disk` where it is
 * something else; nothing is written then.
 */
export async function writeProject(
  file: string,
  project: Project,
  seen: string | null,
): Promise<ReadProject> {
  const called = `“${path.basename(file)}”`;
  const text = serialiseProject(project);
  try {
    const before = await textOf(file);
    if (before !== null && seen !== null && fingerprintOf(before) !== seen) {
      throw new Fault(
        'changed-on-disk',
        `${called} was changed by another program since it was opened.`,
        'Save it under another name, or open it again to see the other state.',
      );
    }
    if (before !== null && before !== text) {
      await backUp(file);
    }
    if (before !== text) {
      await writeAtomically(file, text);
    }
    const { mtimeMs } = await stat(file);
    return { project, readOnly: null, repairs: [], fingerprint: fingerprintOf(text), saved: mtimeMs };
  } catch (error) {
    throw fileFault(`${called} could not be saved`, file, error);
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/** The old file under a second name: the save that follows renames a new one over the first. */
async function backUp(file: string): Promise<void> {
  const folder = backupsFolder(file);
  await mkdir(folder, { recursive: true });
  const { mtime } = await stat(file);
  // Names sort as times do, and Windows takes them.
  const stamp = mtime.toISOString().replace(/[:.]/g, '-');
  const extension = path.extname(file);
  const backup = path.join(folder, `${stamp}${extension}`);
  await link(file, backup).catch(async (error: unknown) => {
    if (systemCode(error) !== 'EEXIST') {
      await copyFile(file, backup);
    }
  });
  const backups = (await readdir(folder)).filter((name) => name.endsWith(extension)).toSorted();
  for (const old of backups.slice(0, -backupsKept)) {
    await rm(path.join(folder, old), { force: true });
  }
}
