import type * as Runtime from 'onnxruntime-node';
import { Fault } from '../../shared/fault.ts';
import { upscale, type UpscaleInput, type UpscaleModel } from './calls.ts';
import { fromPlanes, toPlanes } from './planes.ts';
import { providersFor } from './providers.ts';
import { tenant, type Tenant } from './serving.ts';
import { loadRuntime, openSession, sentenceOf, type Opened } from './sessions.ts';
import { cutOut, paste, stretchesOf, type Pixels } from './tiles.ts';

/**
 * Pictures through a super-resolution network, streamed out in their order while the next are computed. One network is
 * kept open. Faults: those of `readModel` and 'model-unusable', 'model-shape', 'model-run', 'inference-out-of-memory'.
 */
export function upscaleTenant(platform: string = process.platform): Tenant {
  let kept: { readonly key: string; readonly opened: Opened } | null = null;
  return tenant(
    upscale,
    async ({ model, pictures, width, height, tile, passes, together, threads, providers }, emit) => {
      const runtime = await loadRuntime();
      const order = providers ?? providersFor(platform);
      const key = [model.path, model.sha256, threads, ...order].join(' ');
      if (kept?.key !== key) {
        await kept?.opened.session.release();
        kept = null;
        kept = { key, opened: await openSession(runtime, model, order, threads) };
      }
      const { session, provider } = kept.opened;
      checkShape(model, session);
      const run = (batch: Runtime.Tensor) => runNetwork(model, session, batch);
      let sending: Promise<void> = Promise.resolve();
      // A processor is as quick with one after the other, and each is then sent while the next is computed.
      const step = provider === 'cpu' ? 1 : together;
      for (let from = 0; from < pictures.length; from += step) {
        let now: readonly Pixels[] = pictures
          .slice(from, from + step)
          .map((data) => ({ width, height, data }));
        for (let pass = 0; pass < passes; pass++) {
          now = await enlarge(runtime, model, tile, now, run);
        }
        await sending;
        const results = now;
        sending = (async () => {
          for (const [index, { data }] of results.entries()) {
            await emit({ index: from + index, data });
          }
        })();
        // It is awaited below; meanwhile it must not pass for unhandled.
        sending.catch(() => undefined);
      }
      await sending;
      return { provider };
    },
  );
}

type Run = (batch: Runtime.Tensor) => Promise<Runtime.Tensor>;

const upTo = (length: number, multiple: number) => Math.ceil(length / multiple) * multiple;

/** Pictures of one size, `scale` times as large: whole when they fit the tile, else tile by tile. */
async function enlarge(
  runtime: typeof Runtime,
  model: UpscaleModel,
  tile: UpscaleInput['tile'],
  pictures: readonly Pixels[],
  run: Run,
): Promise<readonly Pixels[]> {
  const { scale, multiple } = model;
  const { width = 0, height = 0 } = pictures[0] ?? {};
  const margin = upTo(model.margin, multiple);
  const padded = { width: upTo(width, multiple), height: upTo(height, multiple) };
  const side = (length: number, limit: number | undefined) =>
    model.tile ?? Math.min(length, Math.floor((limit ?? length) / multiple) * multiple);
  const size = { width: side(padded.width, tile?.width), height: side(padded.height, tile?.height) };
  const bytes = size.width * size.height * 4;
  const whole = { width: size.width * scale, height: size.height * scale };
  /** One piece of every picture. */
  const computed = async (pieces: Uint8Array) => {
    const large = await run(tensorOf(runtime, model, pieces, pictures.length, size));
    const made = pixelsOf(model, large, pieces, size);
    if (made.length !== pictures.length * bytes * scale * scale) {
      throw shapeFault(
        model,
        `answers ${large.dims.join('x')} for ${String(size.width)}x${String(size.height)} pixels`,
      );
    }
    return made;
  };
  const [only] = pictures;
  if (only !== undefined && pictures.length === 1 && size.width === width && size.height === height) {
    return [{ ...whole, data: await computed(only.data) }];
  }
  const results = pictures.map(() => ({
    width: width * scale,
    height: height * scale,
    data: new Uint8Array(width * height * scale * scale * 4),
  }));
  for (const row of stretchesOf(padded.height, size.height, margin, multiple)) {
    for (const column of stretchesOf(padded.width, size.width, margin, multiple)) {
      const tiles = new Uint8Array(pictures.length * size.width * size.height * 4);
      pictures.forEach((picture, at) => {
        cutOut(picture, column.from, row.from, size, tiles.subarray(at * bytes, (at + 1) * bytes));
      });
      const made = await computed(tiles);
      results.forEach((result, at) => {
        const data = made.subarray(at * bytes * scale * scale, (at + 1) * bytes * scale * scale);
        paste(
          { ...whole, data },
          (column.keepFrom - column.from) * scale,
          (row.keepFrom - row.from) * scale,
          {
            width: (column.keepTo - column.keepFrom) * scale,
            height: (row.keepTo - row.keepFrom) * scale,
          },
          result,
          column.keepFrom * scale,
          row.keepFrom * scale,
        );
      });
    }
  }
  return results;
}

function tensorOf(
  runtime: typeof Runtime,
  { layout, range }: UpscaleModel,
  rgba: Uint8Array,
  count: number,
  { width, height }: { readonly width: number; readonly height: number },
): Runtime.Tensor {
  if (layout === 'rgba') {
    return new runtime.Tensor('uint8', rgba, [count, height, width, 4]);
  }
  const dims = layout === 'nchw' ? [count, 3, height, width] : [count, height, width, 3];
  return new runtime.Tensor('float32', toPlanes(rgba, count, width * height, layout, range), dims);
}

function pixelsOf(
  model: UpscaleModel,
  large: Runtime.Tensor,
  rgba: Uint8Array,
  small: { readonly width: number; readonly height: number },
): Uint8Array {
  if (model.layout === 'rgba' && large.data instanceof Uint8Array) {
    return large.data;
  }
  if (model.layout !== 'rgba' && large.data instanceof Float32Array) {
    return fromPlanes(large.data, model, rgba, small);
  }
  throw shapeFault(model, `answers numbers of the type ${large.type}`);
}

async function runNetwork(
  model: UpscaleModel,
  session: Runtime.InferenceSession,
  batch: Runtime.Tensor,
): Promise<Runtime.Tensor> {
  try {
    const results = await session.run({ [session.inputNames[0] ?? '']: batch });
    const large = results[session.outputNames[0] ?? ''];
    if (large === undefined) {
      throw new Error('it answers nothing');
    }
    return large as Runtime.Tensor;
  } catch (error) {
    // serving.ts tells what is a lack of memory from these words.
    if (error instanceof Error && /alloc|memory/i.test(error.message)) {
      throw new Error(`out of memory: ${sentenceOf(error)}`, { cause: error });
    }
    throw new Fault(
      'model-run',
      `The model “${model.name}” could not work on a picture of ${batch.dims.join('x')}: ${sentenceOf(error)}.`,
      'Check scale, layout, multiple and tile in its manifest, or choose another model.',
      error,
    );
  }
}

const shapeFault = (model: UpscaleModel, why: string) =>
  new Fault(
    'model-shape',
    `The model “${model.name}” is not what its manifest says: it ${why}.`,
    'Correct scale, layout, multiple and tile in its manifest, or choose another model.',
  );

/** What the file itself says of its one input and its one output, against the manifest. */
function checkShape(model: UpscaleModel, { inputMetadata, outputMetadata }: Runtime.InferenceSession): void {
  const { layout, tile } = model;
  const [type, channels, at] =
    layout === 'rgba' ? (['uint8', 4, 3] as const) : (['float32', 3, layout === 'nchw' ? 1 : 3] as const);
  for (const [what, values] of [
    ['input', inputMetadata],
    ['output', outputMetadata],
  ] as const) {
    const [value] = values;
    if (values.length !== 1 || value?.isTensor !== true) {
      throw shapeFault(model, `has ${String(values.length)} ${what}s where one is needed`);
    }
    const { shape } = value;
    const found = shape[at];
    if (value.type !== type || shape.length !== 4 || (typeof found === 'number' && found !== channels)) {
      const wanted = `${type} with ${String(channels)} channels at place ${String(at + 1)} of 4 (${layout})`;
      throw shapeFault(model, `has the ${what} ${value.type} ${shape.join('x')} where ${wanted} is needed`);
    }
    const fixed = shape.filter((each, place) => place !== at && place !== 0 && typeof each === 'number');
    if (what === 'input' && fixed.some((each) => each !== tile)) {
      throw shapeFault(
        model,
        `only takes pictures of ${fixed.join('x')}, so the manifest needs that as its tile`,
      );
    }
  }
}
