import type * as Runtime from 'onnxruntime-node';
import { Fault } from '../../../shared/fault.ts';
import { isMidpointOnly, type OwnModelForm, type OwnModelProbe } from '../../../shared/engines/ownModel.ts';
import { readModel } from '../models.ts';
import { providersFor } from '../providers.ts';
import { tenant, type Tenant } from '../serving.ts';
import { loadRuntime, openSession, type Opened } from '../sessions.ts';
import { probeOwn } from './calls.ts';
import { checkOnnxFile } from './file.ts';
import { guessesOf } from './guesses.ts';
import { limitMemory, probeMemory } from './memory.ts';
import { networkOf } from './network.ts';
import { probeSize } from './scene.ts';
import { doesMove, tryNetwork } from './trial.ts';

/** The size a frame is timed at. */
const timed = { width: 640, height: 360 };

/** A run slower than this is not made twice to be timed warm. */
const SLOW = 5;

const multiples = [32, 64, 128] as const;
const ranges = ['0..1', '0..255', '-1..1'] as const;

/**
 * Finds out how a network is fed: what its file says, then every padding, range and order until one is proved. Faults:
 * those of `readModel`, `checkOnnxFile`, `guessesOf` and `openSession`, and 'model-probe'.
 */
export function probeTenant(platform: string = process.platform): Tenant {
  return tenant(probeOwn, async ({ model, providers }, emit) => {
    const limit = limitMemory(probeMemory());
    try {
      checkOnnxFile(model.name, await readModel(model));
      const runtime = await loadRuntime();
      let order = providers ?? providersFor(platform);
      for (;;) {
        await emit({ step: 'opening the model' });
        const opened = await openSession(runtime, model, order);
        // A device may open a network and then not compute it: the next one may.
        order = order.slice(order.indexOf(opened.provider) + 1);
        try {
          return await probeOpened(runtime, opened, model.name, (step) => emit({ step }));
        } catch (error) {
          if (order.length === 0) {
            throw error;
          }
        } finally {
          await opened.session.release();
        }
      }
    } finally {
      await limit.end();
    }
  });
}

async function probeOpened(
  runtime: typeof Runtime,
  { session, provider }: Opened,
  name: string,
  say: (step: string) => Promise<void>,
): Promise<OwnModelProbe> {
  const found = await findForm(runtime, session, name, say);
  await say('timing a frame');
  const network = networkOf(runtime, session, found.form, name, timed);
  const empty = network.planesOf(new Uint8Array(timed.width * timed.height * 4));
  const run = async () => {
    const begin = performance.now();
    await network.between(empty, empty, 0.5);
    return (performance.now() - begin) / 1000;
  };
  const first = await run();
  const seconds = first > SLOW ? first : await run();
  const isHalf = session.inputMetadata.some((value) => value.isTensor && value.type === 'float16');
  return {
    form: found.form,
    type: isHalf ? 'float16' : 'float32',
    provider,
    seconds,
    moves: doesMove(found.score),
  };
}

interface Found {
  readonly form: OwnModelForm;
  readonly score: number;
}

/** The first way that moves things, else the one that comes nearest to it. Fault 'model-probe' when none works. */
async function findForm(
  runtime: typeof Runtime,
  session: Runtime.InferenceSession,
  name: string,
  say: (step: string) => Promise<void>,
): Promise<Found> {
  let best: Found | null = null;
  const reasons: string[] = [];
  for (const form of waysOf(guessesOf(name, session.inputMetadata, session.outputMetadata))) {
    // More padding moves nothing that less did not.
    if (best !== null && form.multiple > best.form.multiple) {
      continue;
    }
    await say(`trying ${form.range}, padded to ${String(form.multiple)}`);
    const found = await tryForm(runtime, session, form, name, reasons);
    if (found !== null && (best === null || found.score < best.score)) {
      best = found;
    }
    if (best !== null && doesMove(best.score)) {
      return best;
    }
  }
  if (best === null) {
    throw new Fault(
      'model-probe',
      `“${name}” makes no pictures between two: ${reasons.at(0) ?? 'it answers nothing'}.`,
      'Choose an interpolation model; docs/engines.md lists the kinds that are understood.',
    );
  }
  return best;
}

/** Paddings outermost: most networks work with the least. */
function* waysOf(guesses: ReturnType<typeof guessesOf>): Generator<OwnModelForm> {
  for (const multiple of multiples) {
    for (const guess of guesses) {
      for (const range of ranges) {
        yield { ...guess, multiple, range, swapped: false };
      }
    }
  }
}

async function tryForm(
  runtime: typeof Runtime,
  session: Runtime.InferenceSession,
  form: OwnModelForm,
  name: string,
  reasons: string[],
): Promise<Found | null> {
  try {
    const verdict = await tryNetwork(
      networkOf(runtime, session, form, name, probeSize),
      !isMidpointOnly(form),
    );
    if (verdict.kind === 'works') {
      return { form, score: verdict.score };
    }
    if (verdict.kind === 'swapped') {
      return await tryForm(runtime, session, { ...form, swapped: true }, name, reasons);
    }
    reasons.push(verdict.why);
  } catch (error) {
    if (!(error instanceof Fault)) {
      throw error;
    }
    reasons.push(error.message.replace(/^.*?: |\.$/g, ''));
  }
  return null;
}
