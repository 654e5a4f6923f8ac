import path from 'node:path';
import type { Keyframe, Size } from '../../shared/project/schema.ts';
import { openCache } from '../generation/cache.ts';
import { openCosts } from '../generation/costs.ts';
import { createPreviews } from '../generation/previews.ts';
import { createRunner } from '../generation/runner.ts';
import { openTakes, type Takes } from '../generation/takes.ts';
import type { Owner } from '../jobs/owner.ts';
import { readFrameFile, writeFrameFile } from '../media/frameFiles.ts';
import { readImage } from '../media/images.ts';
import type { Folders } from './folders.ts';
import type { Log } from './log.ts';
import { smallPicture } from './pictures.ts';

export interface GenerationParts {
  readonly folders: Folders;
  readonly owner: Owner;
  readonly now: () => number;
  readonly log: Log;
}

/** 20 GB of results, least recently used go first. */
const cacheLimit = 20e9;

/** How long an engine may be silent, and the pauses before a batch is tried again, in seconds. */
const patience = { patience: 180, grace: 1, waits: [1, 5] };

const readPicture = (file: string, { fit, crop }: Keyframe, { width, height }: Size) =>
  readImage(file, { width, height, fit, crop });

/** The runner with its cache, its takes and what it has learned of time. */
export async function openGeneration({ folders, owner, now, log }: GenerationParts) {
  const cache = await openCache({
    dir: folders.cache,
    owner,
    files: { write: (base, frame) => writeFrameFile(frame, base), read: readFrameFile },
    now,
  });
  const costs = await openCosts(path.join(folders.data, 'costs.jsonl'));
  const previews = createPreviews({
    encode: (frame) => smallPicture(frame, 960),
    held: 128e6,
    kept: 32e6,
    ids: 4000,
  });
  const opened = new Map<string, Promise<Takes>>();
  const takes = (project: string) => {
    const opening = opened.get(project) ?? openTakes(path.join(folders.data, 'takes'), project);
    opened.set(project, opening);
    opening.catch(() => opened.delete(project));
    return opening;
  };
  const runner = createRunner({
    cache,
    previews,
    costs,
    takes,
    readPicture,
    patience,
    cacheLimit,
    now,
    log: (line) => {
      log.info(line);
    },
  });
  return { cache, costs, previews, runner };
}
