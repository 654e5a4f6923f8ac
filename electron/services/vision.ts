import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type {
  Suggestion,
  VisionHappened,
  VisionPreview,
  VisionState,
  VisionTest,
  VisionTested,
} from '../../shared/analysis/vision/contract.ts';
import type { VisionCosts } from '../../shared/analysis/vision/costs.ts';
import {
  plainVisionSettings,
  visionSettingsSchema,
  type VisionSettings,
} from '../../shared/analysis/vision/settings.ts';
import { Fault } from '../../shared/fault.ts';
import { projectSchema, type Project } from '../../shared/project/schema.ts';
import { addressOf } from '../analysis/vision/address.ts';
import { createClient } from '../analysis/vision/client.ts';
import { testEndpoint } from '../analysis/vision/connect.ts';
import { describe } from '../analysis/vision/describe.ts';
import { keyframeItems } from '../analysis/vision/keyframes.ts';
import { openKeys } from '../analysis/vision/keys.ts';
import { openVision, type VisionPlaces } from '../analysis/vision/open.ts';
import { preview } from '../analysis/vision/preview.ts';
import { openSuggestions } from '../analysis/vision/suggestions.ts';
import { createBroadcast } from '../film/broadcast.ts';
import type { Jobs, Work } from '../jobs/jobs.ts';
import { writeAtomically } from '../media/atomicWrite.ts';
import type { Cipher } from './comfy.ts';

/** What a job is started with: all of it, so that it can be begun again after a crash. No key: that is asked for then. */
const wordsInput = z.object({
  project: projectSchema,
  only: z.array(z.string()).nullable(),
  between: z.boolean(),
  again: z.boolean(),
});

export interface VisionDeskParts extends VisionPlaces {
  readonly cipher: Cipher | null;
  readonly assetFile: (project: string, asset: string) => Promise<string | null>;
  readonly request: typeof fetch;
}

interface Chosen {
  readonly project: Project;
  readonly only: readonly string[] | null;
  readonly between: boolean;
}

/** The creator's vision model: its settings, its key, what it would see, and what it said. */
export interface VisionDesk {
  state(): VisionState;
  save(settings: VisionSettings): Promise<void>;
  setKey(url: string, key: string | null): Promise<void>;
  test(asked: VisionTest, signal?: AbortSignal): Promise<VisionTested>;
  preview(chosen: Chosen, signal?: AbortSignal): Promise<VisionPreview>;
  /** `jobs` is the queue that has `work`. A Fault where nothing is set up. */
  start(chosen: Chosen & { readonly again: boolean }, jobs: Pick<Jobs, 'start'>): Promise<{ job: string }>;
  suggestions(project: Project): Promise<Suggestion[]>;
  costs(project: string): VisionCosts | null;
  watch(signal?: AbortSignal): AsyncGenerator<VisionHappened, void>;
  /** Does such a job. */
  readonly work: Work;
}

/** Notes a job keeps; `watch` has all of them. */
const mostNotes = 20;

const never = new AbortController().signal;

export async function openVisionDesk(parts: VisionDeskParts): Promise<VisionDesk> {
  const settingsFile = path.join(parts.data, 'vision.json');
  const vision = await openVision(parts);
  const keys = await openKeys(path.join(parts.data, 'vision.keys'), parts.cipher);
  const suggestions = openSuggestions(path.join(parts.data, 'suggestions'));
  const happened = createBroadcast<VisionHappened>();
  const costs = new Map<string, VisionCosts>();
  let settings = await readSettings(settingsFile);

  /** The label alone says nothing about permission: keys are kept for addresses that are not allowed yet. */
  const labelOf = (url: string) => addressOf({ url, allowRemote: true }, null).label;
  const keyFor = (url: string) => (URL.canParse(url.trim()) ? keys.get(labelOf(url)) : null);
  const open = (wanted: VisionSettings, key: string | null) => {
    const address = addressOf(wanted, key);
    return {
      ...vision,
      settings: wanted,
      client: createClient(address, wanted.model, parts.request, vision.now),
    };
  };
  const ready = () => {
    const run = open(settings, keyFor(settings.url));
    if (settings.model === '') {
      throw new Fault(
        'vision-model',
        'No vision model is chosen.',
        'Choose one in the settings of the vision model.',
      );
    }
    return run;
  };
  const itemsOf = ({ project, only }: Pick<Chosen, 'project' | 'only'>) =>
    keyframeItems(project, only, (asset) => parts.assetFile(project.id, asset));

  return {
    state: () => ({
      settings,
      hasKey: keyFor(settings.url) !== null,
      keepsKeys: parts.cipher !== null,
    }),
    save: async (wanted) => {
      const checked = visionSettingsSchema.parse(wanted);
      if (checked.url !== '') {
        addressOf(checked, null);
      }
      settings = checked;
      await writeAtomically(settingsFile, `${JSON.stringify(settings, null, 2)}\n`);
    },
    setKey: async (url, key) => keys.set(labelOf(url), key),
    test: async ({ settings: wanted, key }, signal = never) =>
      testEndpoint(open(wanted, key ?? keyFor(wanted.url)), signal),
    preview: async ({ between, ...chosen }, signal = never) =>
      preview(ready(), { items: itemsOf(chosen), between, again: false }, signal),
    start: async (chosen, jobs) => {
      ready();
      const input: z.infer<typeof wordsInput> = {
        ...chosen,
        only: chosen.only === null ? null : [...chosen.only],
      };
      const { id, name } = chosen.project;
      const job = await jobs.start({ kind: 'describe', title: `Describing ${name}`, project: id, input });
      return { job: job.id };
    },
    suggestions: (project) => suggestions.of(project),
    costs: (project) => costs.get(project) ?? null,
    watch: (signal) => happened.watch(signal),
    work: async (input, job) => {
      const { project, only, between, again } = wordsInput.parse(input);
      const run = ready();
      const tell = (what: VisionHappened['happened']) => {
        happened.send({ job: job.id, project: project.id, happened: what });
      };
      const items = itemsOf({ project, only });
      let [done, notes] = [0, 0];
      let adding: Promise<unknown> = Promise.resolve();
      const report = await describe(
        run,
        { items, between, again },
        (event) => {
          tell(event);
          if (event.kind === 'costs') {
            costs.set(project.id, event.costs);
          } else if (event.kind === 'note') {
            notes += 1;
            if (notes <= mostNotes) {
              job.note(event.text);
            }
          } else {
            done += 1;
            job.progress({ phase: 'Describing', done, total: items.length, unit: 'frames' });
            adding = adding.then(async () => {
              for (const suggestion of await suggestions.add(project, event.words)) {
                tell({ kind: 'suggestion', suggestion });
              }
            });
          }
        },
        job.signal,
      ).finally(async () => {
        await adding;
        await suggestions.settle(project.id);
      });
      tell({ kind: 'ended', costs: report.costs, stopped: report.stopped });
      if (report.stopped !== null && !job.signal.aborted) {
        throw new Fault(
          'vision-stopped',
          report.stopped,
          'What was described is kept: start again for the rest.',
        );
      }
      return null;
    },
  };
}

async function readSettings(file: string): Promise<VisionSettings> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    return visionSettingsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return plainVisionSettings;
  }
}
