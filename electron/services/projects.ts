import path from 'node:path';
import type { Opened } from '../../shared/contract.ts';
import type { Project } from '../../shared/project/schema.ts';
import { templates } from '../../shared/project/templates.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { probe } from '../media/probe.ts';
import { safeStem } from '../project/fileNames.ts';
import { createInspect } from '../project/inspect.ts';
import { createProjectStore } from '../project/store.ts';
import type { Dialogs } from './dialogs.ts';
import type { Folders } from './folders.ts';
import type { Log } from './log.ts';

export interface ProjectsParts {
  readonly folders: Folders;
  readonly resources: string;
  readonly home: string | null;
  readonly dialogs: Dialogs | null;
  readonly log: Log;
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly newId: () => string;
  readonly now: () => number;
}

/** The projects of this machine, with the system's dialogs where there are any. */
export function openProjects({ folders, resources, home, dialogs, log, ffmpeg, newId, now }: ProjectsParts) {
  const projects = createProjectStore({
    folders: {
      data: folders.data,
      documents: folders.documents,
      sample: path.join(resources, 'sample'),
      home,
    },
    templates,
    inspect: createInspect(async (file) => probe(await ffmpeg(), file)),
    newId,
    now,
    repaired: (file, sentences) => {
      log.info(`${file}: ${sentences.join(' ')}`);
    },
  });
  return {
    projects,
    /** null when nothing was chosen. */
    browse: async (): Promise<Opened | null> => {
      const file = (await dialogs?.openProject()) ?? null;
      return file === null ? null : projects.openFile(file);
    },
    /** null when the dialog was closed; without dialogs among the documents. */
    saveAs: async (project: Project, name: string): Promise<Opened | null> => {
      if (dialogs === null) {
        return projects.saveAs(project, name);
      }
      const file = await dialogs.saveProject(path.join(folders.documents, `${safeStem(name)}.entracte`));
      return file === null ? null : projects.saveAs(project, name, file);
    },
  };
}
