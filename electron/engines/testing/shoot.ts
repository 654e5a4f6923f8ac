import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { RenderEvent } from '../../../shared/generation/events.ts';
import type { Project } from '../../../shared/project/schema.ts';
import { pixelHash } from '../../generation/contentKey.ts';
import type { GenerationRequest } from '../../generation/engine.ts';
import type { RenderOptions, RunnerParts } from '../../generation/runner.ts';
import { createTestEngine } from './engine.ts';
import type { Faults } from './faults.ts';
import { openStudio, type Studio } from './film.ts';

export interface Shoot extends RenderOptions {
  readonly faults?: Partial<Faults>;
  readonly pace?: number;
  readonly parts?: Partial<RunnerParts>;
}

/** A folder for each test of a file, with what renders in it. */
export interface Stage {
  readonly openStudio: () => Promise<Studio>;
  /** Renders with a fresh engine in the test's folder, and says what happened and what the film shows. */
  readonly shoot: (project: Project, options?: Shoot) => ReturnType<typeof shoot>;
}

export function stage(): Stage {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'entracte-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return {
    openStudio: () => openStudio(folder),
    shoot: (project, options) => shoot(folder, project, options),
  };
}

async function shoot(
  folder: string,
  project: Project,
  { faults = {}, pace = 0, parts = {}, ...options }: Shoot = {},
) {
  const studio = await openStudio(folder, parts);
  const begun: GenerationRequest[] = [];
  const events: RenderEvent[] = [];
  const engine = createTestEngine({
    faults,
    pace,
    log: (what, request) => {
      if (what === 'begins') {
        begun.push(request);
      }
    },
  });
  const order = studio.order(project, engine);
  const report = await studio.runner.render(order, {
    ...options,
    events: (event) => {
      events.push(event);
      options.events?.(event);
    },
  });
  const film = async (unmade: 'placeholder' | 'missing' = 'missing') => {
    const open = await studio.runner.open(order);
    const frames: { film: number; hash: string; from: string }[] = [];
    for await (const { film: at, frame, from } of open.frames(report.results, unmade)) {
      frames.push({ film: at, hash: pixelHash(frame), from: from.kind });
    }
    return frames;
  };
  const of = <E extends RenderEvent['event']>(event: E) =>
    events.filter((one): one is Extract<RenderEvent, { event: E }> => one.event === event);
  return { studio, order, report, events, of, begun, film };
}
