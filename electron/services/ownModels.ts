import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ownModelSchema, type OwnModel, type OwnModelProbe } from '../../shared/engines/ownModel.ts';
import { Fault } from '../../shared/fault.ts';
import { createOwnModelEngine } from '../engines/ownModel/ownModel.ts';
import type { Engine } from '../generation/engine.ts';
import type { InferenceHost } from '../inference/host.ts';
import type { ModelFile } from '../inference/models.ts';
import { probeOwn } from '../inference/ownModel/calls.ts';
import { partialOf, publish, writeAtomically } from '../media/atomicWrite.ts';
import { fileFault } from '../media/fileFault.ts';

export interface OwnModelsParts {
  /** Where models and their manifests are kept: data/models/interpolation. */
  readonly folder: string;
  /** Where films are made. */
  readonly host: InferenceHost;
  /** Where models are tried, so that a render neither waits for it nor is lost with it. */
  readonly aside: InferenceHost;
  readonly kernels: string;
}

export interface AddedModel {
  /** What the person calls it; null for the file's own name. */
  readonly name: string | null;
  readonly fileName: string;
  readonly bytes: Readable;
}

/** A model and the place of its file. */
export interface FoundModel {
  readonly model: OwnModel;
  readonly path: string;
}

type Say = (step: string) => void;

/** Interpolation models of the person's own, each of them an engine. */
export interface OwnModels {
  /** In the order of their names. */
  readonly engines: () => readonly Engine[];
  readonly list: () => readonly OwnModel[];
  readonly find: (name: string) => FoundModel | null;
  /**
   * Copies a file, tries it and keeps it. Faults: those of the probe, 'model-crashes', 'model-slow', 'model-large',
   * 'bad-option' for a name that is none or taken, those of files. Nothing is left of a file that is refused.
   */
  readonly add: (model: AddedModel, signal: AbortSignal, say?: Say) => Promise<OwnModel>;
  /** Tries one again and keeps what was found. Throws Fault 'model-unknown'. */
  readonly test: (name: string, signal: AbortSignal, say?: Say) => Promise<OwnModel>;
  readonly remove: (name: string) => Promise<void>;
}

/** Bytes; Node reads no larger file at once. */
const largest = 2e9;

/** Milliseconds: for all of a probe, and for one run in it. */
const longest = 180_000;
const silence = 45_000;

export async function openOwnModels({ folder, host, aside, kernels }: OwnModelsParts): Promise<OwnModels> {
  await mkdir(folder, { recursive: true });
  const kept = new Map<string, { readonly model: OwnModel; readonly engine: Engine }>();
  const keep = (model: OwnModel) => {
    kept.set(model.name, { model, engine: createOwnModelEngine({ host, model, folder, kernels }) });
  };
  for (const model of await readModels(folder)) {
    keep(model);
  }
  const all = () => [...kept.values()].sort((a, b) => (a.model.name < b.model.name ? -1 : 1));
  const manifestOf = (name: string) => path.join(folder, `${name}.json`);
  const save = async (model: OwnModel) => {
    await writeAtomically(manifestOf(model.name), `${JSON.stringify(model, null, 2)}\n`);
    keep(model);
    return model;
  };
  const known = (name: string): OwnModel => {
    const found = kept.get(name);
    if (found === undefined) {
      const names = all().map(({ model }) => model.name);
      throw new Fault(
        'model-unknown',
        `There is no model “${name}”.`,
        names.length === 0 ? 'Add one first.' : `Choose one of: ${names.join(', ')}.`,
      );
    }
    return found.model;
  };

  return {
    engines: () => all().map(({ engine }) => engine),
    list: () => all().map(({ model }) => model),
    find(name) {
      const model = kept.get(name)?.model;
      return model === undefined ? null : { model, path: path.join(folder, model.file) };
    },
    async add({ name: asked, fileName, bytes }, signal, say = () => undefined) {
      const called = asked ?? path.parse(fileName).name;
      const name = nameOf(called);
      const partial = partialOf(path.join(folder, 'model.onnx'));
      try {
        const { sha256, size } = await receive(bytes, partial, fileName, signal);
        const probe = await tryModel(aside, { name: fileName, path: partial, sha256 }, signal, say);
        const free = asked === null ? freeName(name, sha256, kept) : name;
        const there = kept.get(free)?.model;
        if (there !== undefined && there.sha256 !== sha256) {
          throw new Fault(
            'bad-option',
            `There is another model “${free}” already.`,
            'Give this one another name, or remove that one first.',
          );
        }
        const file = `${free}.onnx`;
        await publish(partial, path.join(folder, file));
        return await save({ version: 1, name: free, file, sha256, bytes: size, probe });
      } finally {
        await rm(partial, { force: true });
      }
    },
    async test(name, signal, say = () => undefined) {
      const model = known(name);
      const spec = { name, path: path.join(folder, model.file), sha256: model.sha256 };
      return save({ ...model, probe: await tryModel(aside, spec, signal, say) });
    },
    async remove(name) {
      const { file } = known(name);
      kept.delete(name);
      // The manifest first: a file without one is nothing.
      await rm(manifestOf(name), { force: true });
      await rm(path.join(folder, file), { force: true });
    },
  };
}

/** Those whose manifest can be read; a broken one is passed over, and its file stays for whoever looks for it. */
async function readModels(folder: string): Promise<readonly OwnModel[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const found = await Promise.all(
    names.map(async (name) => {
      try {
        const model = ownModelSchema.parse(JSON.parse(await readFile(path.join(folder, name), 'utf8')));
        return `${model.name}.json` === name ? [model] : [];
      } catch {
        return [];
      }
    }),
  );
  return found.flat();
}

function nameOf(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 36);
  if (name === '') {
    throw new Fault('bad-option', `“${text}” has no letter or digit for a name.`, 'Give the model a name.');
  }
  return name;
}

/** The name itself, or with the first number nothing else has. */
function freeName(
  name: string,
  sha256: string,
  kept: ReadonlyMap<string, { readonly model: OwnModel }>,
): string {
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name}-${String(number)}`;
    const there = kept.get(tried)?.model;
    if (there === undefined || there.sha256 === sha256) {
      return tried;
    }
  }
}

async function receive(bytes: Readable, file: string, name: string, signal: AbortSignal) {
  const hash = createHash('sha256');
  let size = 0;
  const measured = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > largest) {
        throw new Fault('model-large', `“${name}” is larger than 2 GB.`, 'Choose a smaller model.');
      }
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(bytes, measured, createWriteStream(file, { flags: 'wx' }), { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : fileFault(`“${name}” could not be copied`, name, error);
  }
  return { sha256: hash.digest('hex'), size };
}

async function tryModel(
  aside: InferenceHost,
  model: ModelFile,
  signal: AbortSignal,
  say: Say,
): Promise<OwnModelProbe> {
  const late = AbortSignal.timeout(longest);
  try {
    return await aside.run(
      probeOwn,
      { model, providers: null },
      { signal: AbortSignal.any([signal, late]), silenceMs: silence, onItem: ({ step }) => say(step) },
    );
  } catch (error) {
    throw signal.aborted ? error : told(model.name, error, late.aborted);
  }
}

/** What the end of the trying process says of the model it tried. */
function told(name: string, error: unknown, isLate: boolean): unknown {
  const code = error instanceof Fault ? error.code : '';
  if (isLate || code === 'inference-silent') {
    return new Fault(
      'model-slow',
      `“${name}” was given up: it did not make its test pictures in time.`,
      'Choose a smaller model, or try again when the machine has less to do.',
      error,
    );
  }
  if (code === 'inference-out-of-memory') {
    return new Fault(
      'model-crashes',
      `“${name}” wants more memory than small pictures could need.`,
      'Choose another model.',
      error,
    );
  }
  if (code === 'inference-lost') {
    return new Fault(
      'model-crashes',
      `“${name}” crashed the process it was tried in; nothing else was harmed.`,
      'Choose another model, or export it again.',
      error,
    );
  }
  return error;
}
