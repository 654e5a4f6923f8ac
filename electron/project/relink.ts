import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Project } from '../../shared/project/schema.ts';
import { importAsset, missingAssets, placeFile, type Inspect } from './assets.ts';

/**
 * Looks for the missing assets of a project among files and folders (searched to the bottom), by content: names do
 * not matter. Only files of the right size are read. Answers the ids that were found.
 */
export async function relinkAssets(
  folder: string,
  project: Project,
  places: readonly string[],
  inspect: Inspect,
): Promise<string[]> {
  const missing = new Set(await missingAssets(folder, project));
  const sizes = new Set([...missing].map((id) => project.assets[id]?.bytes));
  const found: string[] = [];
  for (const file of await filesIn(places)) {
    if (missing.size === 0) {
      break;
    }
    const { size } = await stat(file);
    if (!sizes.has(size)) {
      continue;
    }
    const imported = await importAsset(folder, path.basename(file), { path: file }, inspect).catch(
      () => null,
    );
    const wanted = imported === null ? undefined : project.assets[imported.id];
    if (imported !== null && wanted !== undefined && missing.delete(imported.id)) {
      await placeFile(path.join(folder, imported.asset.file), path.join(folder, wanted.file));
      found.push(imported.id);
    }
  }
  return found;
}

async function filesIn(places: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const place of places) {
    const found = await stat(place).catch(() => null);
    if (found?.isFile() === true) {
      files.push(place);
    } else if (found?.isDirectory() === true) {
      const inside = (await readdir(place, { recursive: true })).map((name) => path.join(place, name));
      const isFile = await Promise.all(
        inside.map((file) =>
          stat(file).then(
            (at) => at.isFile(),
            () => false,
          ),
        ),
      );
      files.push(...inside.filter((_, i) => isFile[i]));
    }
  }
  return files;
}
