import type * as Runtime from 'onnxruntime-node';
import { Fault } from '../../../shared/fault.ts';
import type { OwnModelForm } from '../../../shared/engines/ownModel.ts';
import { sentenceOf } from '../sessions.ts';
import { fromHalf, toHalf } from './half.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Red, green, blue, each padded.width*padded.height, in the network's range. */
export type Planes = Float32Array;

/** A network that can be asked for pictures of one size. */
export interface Network {
  planesOf(rgb: Uint8Array): Planes;
  /** The picture at `t` between two; time is only looked at where the network takes one. Fault 'model-run'. */
  between(a: Planes, b: Planes, t: number): Promise<Planes>;
  /** Writes red, green and blue of width*height pixels, rgba; alpha stays. */
  paint(planes: Planes, out: Uint8Array | Uint8ClampedArray): void;
}

const scales = { '0..1': [1 / 255, 0], '0..255': [1, 0], '-1..1': [2 / 255, -1] } as const;

/** `name` is for the sentence about a failure. */
export function networkOf(
  runtime: typeof Runtime,
  session: Runtime.InferenceSession,
  form: OwnModelForm,
  name: string,
  size: Size,
): Network {
  const upTo = (length: number) => Math.ceil(length / form.multiple) * form.multiple;
  const padded = { width: upTo(size.width), height: upTo(size.height) };
  const plane = padded.width * padded.height;
  const [by, offset] = scales[form.range];
  const halves = new Set(
    session.inputMetadata
      .filter((value) => value.isTensor && value.type === 'float16')
      .map((value) => value.name),
  );
  const tensor = (input: string, data: Float32Array, dims: readonly number[]) =>
    halves.has(input)
      ? new runtime.Tensor('float16', toHalf(data), dims)
      : new runtime.Tensor('float32', data, dims);
  const { pictures, time, output } = form;
  const feedsOf = (a: Planes, b: Planes, t: number): Record<string, Runtime.Tensor> => {
    const [first, second] = form.swapped ? [b, a] : [a, b];
    const spread = (channels: number) => [1, channels, padded.height, padded.width];
    const feeds =
      pictures.kind === 'two'
        ? {
            [pictures.a]: tensor(pictures.a, first, spread(3)),
            [pictures.b]: tensor(pictures.b, second, spread(3)),
          }
        : {
            [pictures.input]: tensor(
              pictures.input,
              pack(first, second, t, pictures.channels, padded),
              spread(pictures.channels),
            ),
          };
    if (time !== null) {
      feeds[time.input] =
        time.dims === 'plane'
          ? tensor(time.input, new Float32Array(plane).fill(t), spread(1))
          : tensor(time.input, Float32Array.of(t), time.dims);
    }
    return feeds;
  };
  return {
    planesOf(rgb) {
      const out = new Float32Array(plane * 3);
      for (let y = 0, to = 0; y < padded.height; y++) {
        const row = Math.min(y, size.height - 1) * size.width;
        for (let x = 0; x < padded.width; x++, to++) {
          const from = (row + Math.min(x, size.width - 1)) * 4;
          out[to] = (rgb[from] ?? 0) * by + offset;
          out[to + plane] = (rgb[from + 1] ?? 0) * by + offset;
          out[to + 2 * plane] = (rgb[from + 2] ?? 0) * by + offset;
        }
      }
      return out;
    },
    async between(a, b, t) {
      const made = await run(session, feedsOf(a, b, t), output, name, padded);
      const { data, dims } = made;
      const wanted = [1, 3, padded.height, padded.width];
      if (dims.length !== 4 || dims.some((each, i) => each !== wanted[i])) {
        throw runFault(name, padded, `it answered ${dims.join('x')} numbers for ${wanted.join('x')}`);
      }
      if (data instanceof Float32Array) {
        return data;
      }
      if (made.type === 'float16' && ArrayBuffer.isView(data)) {
        return fromHalf(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2));
      }
      throw runFault(name, padded, `it answered ${made.type}`);
    },
    paint(planes, out) {
      for (let y = 0, to = 0; y < size.height; y++) {
        for (let x = 0, from = y * padded.width; x < size.width; x++, from++, to += 4) {
          for (let channel = 0; channel < 3; channel++) {
            const value = ((planes[from + channel * plane] ?? 0) - offset) / by;
            // A network may answer NaN; this also makes 0 of it.
            out[to + channel] = value > 0 ? Math.min(255, value + 0.5) : 0;
          }
        }
      }
    },
  };
}

/** One input of 6, 7 or 11 channels, as shared/engines/ownModel.ts tells. */
function pack(a: Planes, b: Planes, t: number, channels: 6 | 7 | 11, { width, height }: Size): Float32Array {
  const plane = width * height;
  const out = new Float32Array(plane * channels);
  out.set(a);
  out.set(b, plane * 3);
  if (channels > 6) {
    out.fill(t, plane * 6, plane * 7);
  }
  if (channels === 11) {
    for (let y = 0, at = plane * 7; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        out[at] = (2 * x) / (width - 1) - 1;
        out[at + plane] = (2 * y) / (height - 1) - 1;
      }
    }
    out.fill(2 / (width - 1), plane * 9, plane * 10);
    out.fill(2 / (height - 1), plane * 10);
  }
  return out;
}

async function run(
  session: Runtime.InferenceSession,
  feeds: Record<string, Runtime.Tensor>,
  output: string,
  name: string,
  size: Size,
): Promise<Runtime.Tensor> {
  try {
    const made = (await session.run(feeds, [output]))[output];
    if (made === undefined) {
      throw new Error('it answers nothing');
    }
    return made as Runtime.Tensor;
  } catch (error) {
    // serving.ts tells what is a lack of memory from these words.
    if (error instanceof Error && /alloc|memory/i.test(error.message)) {
      throw new Error(`out of memory: ${sentenceOf(error)}`, { cause: error });
    }
    throw runFault(name, size, sentenceOf(error), error);
  }
}

const runFault = (name: string, { width, height }: Size, why: string, cause?: unknown) =>
  new Fault(
    'model-run',
    `The model “${name}” could not work on pictures of ${String(width)}x${String(height)}: ${why}.`,
    'Try pictures of another size, or another model.',
    cause,
  );
