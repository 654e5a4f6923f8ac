import type { Project } from '../../shared/project/schema.ts';
import { assetPath } from '../project/assets.ts';
import { assetsFolder } from '../project/fileNames.ts';
import { readProject } from '../project/projectFile.ts';
import type { FilmSource } from './filmOrder.ts';

/** A project file named in a terminal: read where it lies, never listed among what was opened. */
export async function openFilmFile(file: string): Promise<FilmSource> {
  const { project } = await readProject(file);
  return { project, assetFile: async (asset) => fileOf(file, project, asset) };
}

async function fileOf(file: string, project: Project, asset: string): Promise<string | null> {
  const name = project.assets[asset]?.file;
  return name === undefined ? null : assetPath(assetsFolder(file), name);
}
