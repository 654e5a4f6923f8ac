import type { ImportedAsset } from '../../shared/media/imported.ts';
import type { Project } from '../../shared/project/schema.ts';
import { assetPath, importAsset, importedFile, missingAssets, type Inspect, type Source } from './assets.ts';
import { assetsFolder } from './fileNames.ts';
import type { Place, Places } from './places.ts';
import { relinkAssets } from './relink.ts';
import type { Turns } from './turns.ts';

/** The files of projects, wherever each project lies at the moment. */
export interface ProjectAssets {
  importAsset(id: string, name: string, source: Source): Promise<ImportedAsset>;
  /** null where there is no such file, or its name leads out of the project's assets. */
  assetPath(id: string, asset: string): Promise<string | null>;
  missing(project: Project): Promise<string[]>;
  /** Finds missing assets by content among files and folders; answers the ids found. */
  relink(project: Project, places: readonly string[]): Promise<string[]>;
  /** Learns the file names of a project that was opened or saved. */
  note(project: Project): void;
  /** Resolves when the imports now on their way are over: a draft is not moved before. */
  settled(): Promise<void>;
}

export function createProjectAssets(parts: {
  readonly places: Places;
  /** Rejects with a Fault for a project nobody knows. */
  readonly known: (id: string) => Promise<Place>;
  readonly inspect: Inspect;
  readonly inTurn: Turns;
}): ProjectAssets {
  const { places, known, inspect, inTurn } = parts;
  /** File names by project and asset id, as last seen in a project or an import. */
  const names = new Map<string, Map<string, string>>();
  const imports = new Set<Promise<ImportedAsset>>();

  const namesOf = (project: string) => {
    const found = names.get(project) ?? new Map<string, string>();
    names.set(project, found);
    return found;
  };
  const folderOf = async (project: Project) => assetsFolder((await known(project.id)).file);

  return {
    note: (project) => {
      const found = namesOf(project.id);
      Object.entries(project.assets).forEach(([id, { file }]) => found.set(id, file));
    },
    settled: async () => {
      await Promise.allSettled(imports);
    },
    importAsset: async (id, name, source) => {
      const { file, project } = await inTurn(() => known(id));
      const work = importAsset(assetsFolder(file), name, source, inspect);
      imports.add(work);
      const imported = await work.finally(() => imports.delete(work));
      namesOf(project).set(imported.id, imported.asset.file);
      return imported;
    },
    assetPath: async (id, asset) => {
      const place = await places.find(id);
      if (place === null) {
        return null;
      }
      const folder = assetsFolder(place.file);
      const name = namesOf(place.project).get(asset) ?? (await importedFile(folder, asset));
      return name === null ? null : assetPath(folder, name);
    },
    missing: async (project) => missingAssets(await folderOf(project), project),
    relink: async (project, among) => relinkAssets(await folderOf(project), project, among, inspect),
  };
}
