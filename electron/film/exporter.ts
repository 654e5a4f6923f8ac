import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import { presets } from '../export/presets.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Desk } from './desk.ts';
import type { Results } from './results.ts';
import type { exportInput } from './works.ts';
import type { z } from 'zod';

/** Asks where a film goes; null when the person closed the question. */
export type AskWhere = (suggested: string, extension: string) => Promise<string | null>;

export interface Exporter {
  start(asked: { prepared: string; preset: string; name: string }): Promise<{ job: string } | null>;
  reveal(job: string): void;
}

export interface ExporterParts {
  readonly desk: Desk;
  readonly jobs: Jobs;
  readonly results: Results;
  /** Where films go when nobody is asked. */
  readonly films: string;
  readonly ask: AskWhere | null;
  /** A file name every system takes, without folder or extension. */
  readonly safeName: (name: string) => string;
  readonly show: ((file: string) => void) | null;
}

export function createExporter({ desk, jobs, results, films, ask, safeName, show }: ExporterParts): Exporter {
  return {
    start: async ({ prepared, preset: id, name }) => {
      const preset = presets.find((one) => one.id === id);
      if (preset === undefined) {
        throw new Fault('no-preset', `There is no preset “${id}”.`, 'Choose another format.');
      }
      const { project, plan } = desk.order(prepared);
      await mkdir(films, { recursive: true });
      const suggested = await freeFile(films, safeName(name), preset.extension);
      const file = ask === null ? suggested : await ask(suggested, preset.extension);
      if (file === null) {
        return null;
      }
      const input: z.infer<typeof exportInput> = { prepared, project, plan, preset: id, file };
      const title = `Export ${path.basename(file)}`;
      const job = await jobs.start({ kind: 'export', title, project: project.id, input });
      return { job: job.id };
    },
    reveal: (id) => {
      const media = jobs.list().find((job) => job.id === id)?.result?.media;
      const found = media === undefined ? null : results.find(media);
      if (found === null || show === null) {
        throw new Fault('no-file', 'There is no folder to show here.', 'Download the film instead.');
      }
      show(found.file);
    },
  };
}

/** A film that was exported before is never written over unasked: "name 2", "name 3" and so on. */
async function freeFile(folder: string, name: string, extension: string): Promise<string> {
  for (let n = 1; ; n++) {
    const file = path.join(folder, `${name}${n === 1 ? '' : ` ${String(n)}`}.${extension}`);
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      return file;
    }
  }
}
