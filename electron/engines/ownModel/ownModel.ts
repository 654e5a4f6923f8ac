import path from 'node:path';
import { deviceOf, ownEngineId, warningOf, type OwnModel } from '../../../shared/engines/ownModel.ts';
import { draftProfile } from '../../../shared/planner/profiles.ts';
import type { Engine } from '../../generation/engine.ts';
import type { InferenceHost } from '../../inference/host.ts';
import { ownBetween } from '../../inference/ownModel/calls.ts';
import { draftBetween } from '../draft/between.ts';
import { kernelsHash } from '../draft/kernels.ts';
import { noteOf } from '../draft/notes.ts';
import { makeSpans, type MakeBetween } from '../spans.ts';

export interface OwnModelOptions {
  readonly host: InferenceHost;
  readonly model: OwnModel;
  /** Where the model's file is. */
  readonly folder: string;
  /** The draft engine's kernels: they tell related pictures from others, and dissolve those. */
  readonly kernels: string;
}

/** Counts up when the same model would be used to make other pixels. */
const VERSION = 1;

/** The draft engine's profile does for any model: no text is read, and any even size is padded. */
export function createOwnModelEngine({ host, model, folder, kernels }: OwnModelOptions): Engine {
  const { name, file, sha256, probe } = model;
  const spec = { name, path: path.join(folder, file), sha256 };
  const id = ownEngineId(name);
  const warning = warningOf(probe);
  const hash = kernelsHash(kernels);

  const makeBetween: MakeBetween = async (a, b, stretch, run) => {
    const related = await draftBetween(host, kernels, [a, b], { ...stretch, times: [] }, run);
    if (related.relation === 'same' || related.relation === 'dissolve') {
      run.events.note(stretch.segment, noteOf(related));
      await draftBetween(host, kernels, [a, b], stretch, run);
      return;
    }
    const { width, height } = a;
    const { provider } = await host.run(
      ownBetween,
      {
        model: spec,
        form: probe.form,
        // What it was proved on, then what works everywhere.
        providers: [...new Set([probe.provider, 'cpu'])],
        width,
        height,
        a: a.data,
        b: b.data,
        times: stretch.times,
      },
      {
        signal: run.signal,
        silenceMs: SILENCE,
        onItem: ({ index, data }) => run.events.frame(stretch.at + index, { width, height, data }),
      },
    );
    run.events.note(stretch.segment, warning ?? `Motion by the model “${name}”, on ${deviceOf(provider)}.`);
  };

  return {
    id,
    label: name,
    profile: () => Promise.resolve({ ...draftProfile, engine: id }),
    async identity() {
      const { form } = probe;
      return {
        version: VERSION,
        model: sha256,
        form,
        kernels: await hash(),
        reads: ['easing', 'across'],
      };
    },
    generate: (request, events, signal) => makeSpans(host, request, { events, signal }, makeBetween),
    close: () => Promise.resolve(),
  };
}

/** Milliseconds a frame may take: large models on a processor are slow at large sizes. */
const SILENCE = 600_000;
