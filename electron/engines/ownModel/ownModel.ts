import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ownEngineId, warningOf, type OwnModel } from '../../../shared/engines/ownModel.ts';
import { draftProfile } from '../../../shared/planner/profiles.ts';
import { GenerationFailure, type Engine } from '../../generation/engine.ts';
import { between, type BetweenItem } from '../../inference/calls.ts';
import type { InferenceHost } from '../../inference/host.ts';
import { ownBetween } from '../../inference/ownModel/calls.ts';
import type { Frame } from '../../media/frame.ts';
import { noteOf } from '../draft/notes.ts';
import { makeSpans, type MakeBetween, type Run } from '../spans.ts';

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
  let kernelHash: Promise<string> | null = null;

  const makeBetween: MakeBetween = async (a, b, stretch, run) => {
    const related = await draftBetween(host, kernels, a, b, { ...stretch, times: [] }, run);
    if (related.relation === 'same' || related.relation === 'dissolve') {
      run.events.note(stretch.segment, noteOf(related));
      await draftBetween(host, kernels, a, b, stretch, run);
      return;
    }
    run.events.note(stretch.segment, warning ?? `Motion by the model “${name}”.`);
    const { width, height } = a;
    await host.run(
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
  };

  return {
    id,
    label: name,
    profile: () => Promise.resolve({ ...draftProfile, engine: id }),
    async identity() {
      kernelHash ??= readFile(kernels).then((bytes) => createHash('sha256').update(bytes).digest('hex'));
      // A failure is not kept: the file may be there the next time.
      kernelHash.catch(() => (kernelHash = null));
      const { form } = probe;
      return {
        version: VERSION,
        model: sha256,
        form,
        kernels: await kernelHash,
        reads: ['easing', 'across'],
      };
    },
    generate: (request, events, signal) => makeSpans(host, request, { events, signal }, makeBetween),
    close: () => Promise.resolve(),
  };
}

/** Milliseconds a frame may take: large models on a processor are slow at large sizes. */
const SILENCE = 600_000;

type Related = Extract<BetweenItem, { kind: 'pair' }>;

/** The draft engine's own frames, or with no times only its word on what the pictures have to do with each other. */
async function draftBetween(
  host: InferenceHost,
  kernels: string,
  { width, height, data: a }: Frame,
  { data: b }: Frame,
  { at, times }: Parameters<MakeBetween>[2],
  { events, signal }: Run,
): Promise<Related> {
  const found: Related[] = [];
  const onItem = async (item: BetweenItem) => {
    if (item.kind === 'pair') {
      found.push(item);
    } else {
      await events.frame(at + item.index, { width, height, data: item.data });
    }
  };
  await host.run(between, { kernels, width, height, a, b, times }, { signal, onItem });
  const [related] = found;
  if (related === undefined) {
    throw new GenerationFailure('transient', 'The two pictures were not compared.', 'Render it again.');
  }
  return related;
}
