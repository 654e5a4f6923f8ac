import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach } from 'vitest';
import { addAsset, addKeyframes, rename } from '../../../shared/project/edits.ts';
import { parseProject } from '../../../shared/project/parse.ts';
import type { Project } from '../../../shared/project/schema.ts';
import { templates } from '../../../shared/project/templates.ts';
import { createProjectStore, type ProjectStore } from '../store.ts';

/** A store in a folder of its own for each test of a file. */
export interface StoreOnDisk {
  readonly root: string;
  readonly store: ProjectStore;
  /** What was put right in files as they were opened. */
  readonly repairs: readonly string[];
  /** The store as after a start of the program: nothing is remembered but what is on disk. */
  start(): ProjectStore;
  /** A project named and saved in the documents, with one picture at frame 0. */
  saved(name?: string): Promise<Saved>;
}

export interface Saved {
  readonly id: string;
  readonly file: string;
  readonly project: Project;
  readonly asset: string;
}

export function storeOnDisk(): StoreOnDisk {
  let root = '';
  let repairs: string[] = [];
  let ids = 0;
  const start = () =>
    createProjectStore({
      folders: {
        data: path.join(root, 'data'),
        documents: path.join(root, 'documents'),
        sample: path.resolve('resources/sample'),
        home: root,
      },
      templates: [...templates],
      inspect: async (file) => {
        const { format, width, height } = await sharp(file).metadata();
        return { kind: 'image', extension: format, width, height, seconds: null };
      },
      newId: () => `id${String(++ids)}`,
      now: Date.now,
      repaired: (_file, sentences) => repairs.push(...sentences),
    });
  let store: ProjectStore;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'entracte-store-'));
    repairs = [];
    store = start();
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  return {
    get root() {
      return root;
    },
    get store() {
      return store;
    },
    get repairs() {
      return repairs;
    },
    start,
    saved: async (name = 'Film') => {
      const { project } = await store.create(name, 'wide');
      const { id, asset } = await store.importAsset(project.id, 'red.png', await png('#f00'));
      const added = addAsset(id, asset).apply(project);
      const filled = addKeyframes([{ asset: id, frame: 0 }], () => 'k1').apply(added);
      const opened = await store.saveAs(filled, name);
      const file = path.join(root, 'documents', 'Entracte', `${name}.entracte`);
      return { id: opened.entry.id, file, project: opened.project, asset: id };
    },
  };
}

/** A picture of one colour, 16x16. */
export const png = (background: string) =>
  sharp({ create: { width: 16, height: 16, channels: 3, background } })
    .png()
    .toBuffer();

export const named = (project: Project, name: string) => rename(name).apply(project);

export const onDisk = async (file: string) => parseProject(await readFile(file, 'utf8')).project;
