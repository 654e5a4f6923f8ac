import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Opened, ProjectEntry, Template } from '../../shared/contract.ts';
import { Fault } from '../../shared/fault.ts';
import { emptyProject, type Project } from '../../shared/project/schema.ts';
import { parseProject } from '../../shared/project/parse.ts';
import { serialiseProject } from '../../shared/project/serialise.ts';
import { copyAssets, missingAssets, sweepPartials, type Inspect } from './assets.ts';
import { assetsFolder, extension, freeProjectFile, isThere, shortFolder } from './fileNames.ts';
import { createPlaces, entryIdOf, type Place } from './places.ts';
import { readProject, writeProject, type ReadProject } from './projectFile.ts';
import { createRecovery } from './recovery.ts';
import { createProjectAssets, type ProjectAssets } from './projectAssets.ts';
import { createTurns } from './turns.ts';

export interface ProjectStoreParts {
  readonly folders: {
    /** The program's own: drafts, recovery, the recent list. */
    readonly data: string;
    /** Projects saved without a dialog go to `Entracte/` in it. */
    readonly documents: string;
    /** `sample.entracte` and its assets. */
    readonly sample: string;
    /** The person's home, shown as "~"; null shows paths whole. */
    readonly home: string | null;
  };
  readonly templates: readonly Template[];
  readonly inspect: Inspect;
  readonly newId: () => string;
  /** Milliseconds, as Date.now. */
  readonly now: () => number;
  /** Told what was put right in a file as it was opened. */
  readonly repaired: (file: string, sentences: readonly string[]) => void;
}

/** Projects on disk. An `id` is a project's own or its entry's. Every method rejects with a Fault. */
export interface ProjectStore extends Omit<ProjectAssets, 'note' | 'settled'> {
  /** Newest first; drafts that were never saved under a name are among them. */
  list(): Promise<ProjectEntry[]>;
  sample(): Promise<Opened>;
  create(name: string, template: string): Promise<Opened>;
  open(id: string): Promise<Opened>;
  /** A project file's text that was dropped: a draft of its own; `called` is the file's name. Its pictures are missing. */
  adopt(text: string, called: string): Promise<Opened>;
  /** A file the person chose. */
  openFile(file: string): Promise<Opened>;
  /** Where it was opened from. Codes: unknown-project, read-only, changed-on-disk, and the system's. */
  save(project: Project): Promise<{ saved: number }>;
  /** Under another name, at `file` (what a dialog answered) or in the documents. The project keeps its id. */
  saveAs(project: Project, name: string, file?: string | null): Promise<Opened>;
  keep(project: Project): Promise<void>;
  forget(id: string): Promise<void>;
  /** Takes a film off the list until it is opened or saved again; its file stays. A draft stays: the list is its only door. */
  unlist(id: string): Promise<void>;
  /** The project's file, for the terminal and the file manager; null when it is not known. */
  fileOf(id: string): Promise<string | null>;
}

const draftFile = `film${extension}`;

export function createProjectStore(parts: ProjectStoreParts): ProjectStore {
  const { folders, inspect, newId, now } = parts;
  const drafts = path.join(folders.data, 'drafts');
  const places = createPlaces(path.join(folders.data, 'recent.json'));
  const recovery = createRecovery(path.join(folders.data, 'recovery'));
  const inTurn = createTurns();

  const isDraft = (file: string) => path.dirname(path.dirname(file)) === drafts;

  const known = async (id: string): Promise<Place> => {
    const place = await places.find(id);
    if (place === null) {
      throw new Fault(
        'unknown-project',
        'Entracte does not know where this project is kept.',
        'Save it under another name, or open it again.',
      );
    }
    return place;
  };

  const assets = createProjectAssets({ places, known, inspect, inTurn });

  const entryOf = (file: string, name: string, saved: number, missing: boolean): ProjectEntry => ({
    id: entryIdOf(file),
    name,
    folder: isDraft(file) ? 'Drafts' : shortFolder(path.dirname(file), folders.home),
    saved,
    missing,
    draft: isDraft(file),
  });

  const remember = async (file: string, read: ReadProject) => {
    const { project, readOnly } = read;
    assets.note(project);
    await places.remember({
      file,
      project: project.id,
      name: project.name,
      seen: read.fingerprint,
      readOnly,
    });
  };

  /** Two copies of one file have one id; the second gets its own, so that neither is saved over the other. */
  const withOwnId = async (file: string, project: Project): Promise<Project> => {
    for (const other of await places.all()) {
      if (other.project === project.id && other.file !== file && (await isThere(other.file))) {
        return { ...project, id: newId() };
      }
    }
    return project;
  };

  const opened = async (file: string, read: ReadProject): Promise<Opened> => ({
    entry: entryOf(file, read.project.name, read.saved, false),
    project: read.project,
    readOnly: read.readOnly,
    missing: await missingAssets(assetsFolder(file), read.project),
    recovery: await recovery.newerThan(file, read.saved, read.project),
  });

  const openFile = async (given: string): Promise<Opened> => {
    const file = path.resolve(given);
    const found = await readProject(file);
    if (found.repairs.length > 0) {
      parts.repaired(file, found.repairs);
    }
    const read = { ...found, project: await withOwnId(file, found.project) };
    await remember(file, read);
    await sweepPartials(assetsFolder(file), now());
    return opened(file, read);
  };

  const draft = async (project: Project, pictures: string | null): Promise<Opened> => {
    const file = path.join(drafts, project.id, draftFile);
    await mkdir(assetsFolder(file), { recursive: true });
    if (pictures !== null) {
      await copyAssets(pictures, assetsFolder(file), true);
    }
    const written = await writeProject(file, project, null);
    await remember(file, written);
    return opened(file, written);
  };

  const draftFiles = async () =>
    (await readdir(drafts).catch(() => [])).map((name) => path.join(drafts, name, draftFile));

  const sample = async (): Promise<Opened> => {
    const source = path.join(folders.sample, `sample${extension}`);
    const { project } = await readProject(source);
    for (const file of await draftFiles()) {
      const untouched = await readProject(file).catch(() => null);
      if (untouched !== null && sameBut(untouched.project, project)) {
        return openFile(file);
      }
    }
    return draft({ ...project, id: newId() }, assetsFolder(source));
  };

  const list = async (): Promise<ProjectEntry[]> => {
    const listed = new Set((await places.all()).map(({ file }) => file));
    for (const file of await draftFiles()) {
      const read = listed.has(file) ? null : await readProject(file).catch(() => null);
      if (read !== null) {
        await remember(file, read);
      }
    }
    const entries: ProjectEntry[] = [];
    for (const { file, name, unlisted } of await places.all()) {
      const found = await stat(file).catch(() => null);
      if (isDraft(file) ? found !== null : !unlisted) {
        entries.push(entryOf(file, name, found?.mtimeMs ?? 0, found === null));
      }
    }
    return entries;
  };

  const save = async (project: Project): Promise<{ saved: number }> => {
    const place = await known(project.id);
    if (place.readOnly !== null) {
      throw notOver(place.file);
    }
    const written = await writeProject(place.file, project, place.seen);
    await remember(place.file, written);
    await recovery.forget(place.file);
    return { saved: written.saved };
  };

  const saveAs = async (project: Project, name: string, chosen: string | null): Promise<Opened> => {
    const place = await places.find(project.id);
    const title = name.trim() === '' ? project.name : name.trim();
    const folder = path.join(folders.documents, 'Entracte');
    const file = chosen === null ? await freeProjectFile(folder, title) : withExtension(path.resolve(chosen));
    const named = { ...project, name: title };
    if (await isNewer(file)) {
      throw notOver(file);
    }
    const wasThere = await isThere(assetsFolder(file));
    await assets.settled();
    try {
      await mkdir(path.dirname(file), { recursive: true });
      if (place !== null && place.file !== file) {
        await copyAssets(assetsFolder(place.file), assetsFolder(file));
      }
      await remember(file, await writeProject(file, named, null));
    } catch (error) {
      if (!wasThere) {
        await rm(assetsFolder(file), { recursive: true, force: true });
      }
      throw error;
    }
    if (place !== null) {
      await recovery.forget(place.file);
    }
    await recovery.forget(file);
    if (place !== null && place.file !== file && isDraft(place.file)) {
      await places.forget(place.file);
      await rm(path.dirname(place.file), { recursive: true, force: true, maxRetries: 3 });
    }
    return opened(file, await readProject(file));
  };

  return {
    list: () => inTurn(list),
    sample: () => inTurn(sample),
    create: (name, id) =>
      inTurn(() => {
        const template = parts.templates.find((each) => each.id === id) ?? parts.templates[0];
        const title = name.trim() === '' ? 'Untitled' : name.trim();
        return draft(emptyProject(newId(), title, template?.size, template?.fps), null);
      }),
    adopt: (text, called) =>
      inTurn(() => draft({ ...parseProject(text, `“${called}”`).project, id: newId() }, null)),
    open: (id) => inTurn(async () => openFile((await known(id)).file)),
    openFile: (file) => inTurn(() => openFile(file)),
    save: (project) => inTurn(() => save(project)),
    saveAs: (project, name, file = null) => inTurn(() => saveAs(project, name, file)),
    keep: (project) => inTurn(async () => recovery.keep((await known(project.id)).file, project, now())),
    forget: (id) => inTurn(async () => recovery.forget((await known(id)).file)),
    unlist: (id) => inTurn(async () => places.unlist((await known(id)).file)),
    importAsset: assets.importAsset,
    assetPath: assets.assetPath,
    missing: assets.missing,
    relink: assets.relink,
    fileOf: async (id) => (await places.find(id))?.file ?? null,
  };
}

const notOver = (file: string) =>
  new Fault(
    'read-only',
    `“${path.basename(file)}” may not be saved over: it was made by a newer Entracte.`,
    'Save it under another name, or update Entracte.',
  );

/** Whether a file that is there was made by a newer version; a broken one may be saved over (it stays as a backup). */
const isNewer = (file: string): Promise<boolean> =>
  readProject(file).then(
    ({ readOnly }) => readOnly !== null,
    (error: unknown) => error instanceof Fault && error.code === 'project-newer',
  );

const withExtension = (file: string) =>
  path.extname(file).toLowerCase() === extension ? file : `${file}${extension}`;

const sameBut = (a: Project, b: Project) => serialiseProject({ ...a, id: b.id }) === serialiseProject(b);
