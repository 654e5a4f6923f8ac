import { faultData, type FaultData } from '../../shared/fault.ts';
import { importedAssetSchema, type ImportedAsset } from '../../shared/media/imported.ts';
import { mediaRoutes } from '../../shared/media/routes.ts';
import { faultSchema } from '../../shared/jobs/job.ts';
import { texts } from '../texts.ts';

export type Intake =
  | { readonly state: 'taken'; readonly name: string; readonly imported: ImportedAsset }
  | { readonly state: 'refused'; readonly name: string; readonly fault: FaultData };

/** Hands one file's bytes to the program. Never rejects: a refused file is an answer, so that the rest goes on. */
export async function takeIn(project: string, file: File): Promise<Intake> {
  try {
    const response = await fetch(mediaRoutes.import(project, file.name), { method: 'POST', body: file });
    const answer: unknown = await response.json();
    if (response.ok) {
      return { state: 'taken', name: file.name, imported: importedAssetSchema.parse(answer) };
    }
    return { state: 'refused', name: file.name, fault: faultSchema.parse(answer) };
  } catch (error) {
    return { state: 'refused', name: file.name, fault: await whyNot(file, error) };
  }
}

/** A browser says "Failed to fetch" of a program that is away and of a file that is: which of the two it was. */
async function whyNot(file: File, error: unknown): Promise<FaultData> {
  const { unreadable, unreadableRemedy, unsent, unsentRemedy } = texts.faults;
  if (!(error instanceof TypeError)) {
    return faultData(error);
  }
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    return { code: 'unreadable-file', message: unreadable(file.name), remedy: unreadableRemedy };
  }
  return { code: 'connection-lost', message: unsent(file.name), remedy: unsentRemedy };
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Files as people order them: 2 before 10. */
export function inNaturalOrder<T extends { readonly name: string }>(files: readonly T[]): readonly T[] {
  return files.toSorted((a, b) => byName.compare(a.name, b.name));
}

const readEntries = (reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> =>
  new Promise((resolve, reject) => {
    reader.readEntries(resolve, reject);
  });

// Chromium has no such classes to ask with instanceof: an entry says itself what it is.
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

async function filesUnder(entry: FileSystemEntry): Promise<readonly File[]> {
  if (isFile(entry)) {
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  }
  if (!isFolder(entry)) {
    return [];
  }
  const reader = entry.createReader();
  const files: File[] = [];
  // A reader hands out a folder in portions and ends with an empty one.
  for (let portion = await readEntries(reader); portion.length > 0; portion = await readEntries(reader)) {
    for (const inner of portion) {
      files.push(...(await filesUnder(inner)));
    }
  }
  return files.filter((file) => !file.name.startsWith('.'));
}

/** Every file of a drop or a paste, folders opened, in natural order. */
export async function filesOf(transfer: DataTransfer): Promise<readonly File[]> {
  // Entries must be taken before the first await: the transfer is emptied after the event.
  const items = [...transfer.items].filter((item) => item.kind === 'file');
  const taken = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: File[] = [];
  for (const { entry, file } of taken) {
    if (entry?.isDirectory === true) {
      found.push(...(await filesUnder(entry)));
    } else if (file !== null) {
      found.push(file);
    }
  }
  return inNaturalOrder(found);
}
