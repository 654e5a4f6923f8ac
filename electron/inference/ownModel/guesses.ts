import type * as Runtime from 'onnxruntime-node';
import { Fault } from '../../../shared/fault.ts';
import type { OwnModelForm } from '../../../shared/engines/ownModel.ts';

type Values = readonly Runtime.InferenceSession.ValueMetadata[];
type TensorValue = Extract<Values[number], { isTensor: true }>;

/** What a file's own words leave open is padding, range and order: those are found by trying. */
export type Guess = Pick<OwnModelForm, 'pictures' | 'time' | 'output'>;

const floats = ['float32', 'float16'];

/**
 * The ways a network may be fed, likeliest first, from the names, types and shapes it has. Throws Fault 'model-inputs'
 * for one that cannot be fed with two pictures.
 */
export function guessesOf(name: string, inputs: Values, outputs: Values): readonly Guess[] {
  const fed = picturesAndTime(name, inputs);
  const made = outputs.filter(isPicture).filter(({ shape }) => mayBe(shape[1], 3));
  if (made.length === 0) {
    throw refused(name, `no output of it is a picture of three channels (${say(outputs)})`);
  }
  return made.slice(0, 3).flatMap(({ name: output }) => fed.map((each) => ({ ...each, output })));
}

function picturesAndTime(name: string, inputs: Values): readonly Omit<Guess, 'output'>[] {
  const pictures = inputs.filter(isPicture);
  for (const { shape } of pictures) {
    const [height, width] = shape.slice(2);
    if (typeof height === 'number' && typeof width === 'number' && height * width > 1) {
      throw new Fault(
        'model-inputs',
        `“${name}” only takes pictures of ${String(width)}x${String(height)} pixels.`,
        'Export it with height and width as dynamic axes.',
      );
    }
  }
  const [one, two] = pictures;
  if (inputs.length === 1 && one !== undefined) {
    const packed = ([7, 11, 6] as const).filter((channels) => mayBe(one.shape[1], channels));
    if (packed.length > 0) {
      return packed.map((channels) => ({
        pictures: { kind: 'packed', input: one.name, channels },
        time: null,
      }));
    }
  }
  if (inputs.length === 2 && one !== undefined && two !== undefined) {
    if ([one, two].every(({ shape }) => mayBe(shape[1], 3))) {
      return [{ pictures: { kind: 'two', a: one.name, b: two.name }, time: null }];
    }
  }
  const time = timeOf(inputs);
  const rest = pictures.filter((each) => each !== time);
  if (time !== null && inputs.length === rest.length + 1) {
    const [first, second] = rest;
    const fed: Guess['pictures'] | null =
      first === undefined
        ? null
        : second === undefined
          ? mayBe(first.shape[1], 6)
            ? { kind: 'packed', input: first.name, channels: 6 }
            : null
          : rest.length === 2 && rest.every(({ shape }) => mayBe(shape[1], 3))
            ? { kind: 'two', a: first.name, b: second.name }
            : null;
    if (fed !== null) {
      return timesOf(time).map((dims) => ({ pictures: fed, time: { input: time.name, dims } }));
    }
  }
  throw refused(
    name,
    `it takes ${say(inputs)}, not two pictures and a time, or one input of 6, 7 or 11 channels`,
  );
}

/** The input that is no picture: by its name, else by its shape. */
function timeOf(inputs: Values): TensorValue | null {
  const tensors = inputs.filter((value) => value.isTensor).filter(({ type }) => floats.includes(type));
  const mayBeTime = tensors.filter(({ shape }) => shape.length < 4 || mayBe(shape[1], 1));
  return (
    mayBeTime.find(({ name }) => /^(t|dt|time|times?_?steps?|tau|embt)$/i.test(name)) ??
    mayBeTime.find(({ shape }) => shape.length < 4 || shape[1] === 1) ??
    null
  );
}

function timesOf({ shape }: TensorValue): readonly NonNullable<Guess['time']>['dims'][] {
  const ones = shape.map(() => 1 as const);
  return shape.length < 4 ? [ones] : shape.slice(2).every((each) => each === 1) ? [ones] : ['plane', ones];
}

function isPicture(value: Values[number]): value is TensorValue {
  return value.isTensor && value.shape.length === 4 && floats.includes(value.type);
}

const mayBe = (dim: number | string | undefined, wanted: number): boolean =>
  dim === wanted || typeof dim === 'string' || (typeof dim === 'number' && dim < 1);

const say = (values: Values): string =>
  values
    .slice(0, 4)
    .map((value) => (value.isTensor ? `${value.name} ${value.type} ${value.shape.join('x')}` : value.name))
    .join(', ') + (values.length > 4 ? ` and ${String(values.length - 4)} more` : '');

const refused = (name: string, why: string) =>
  new Fault(
    'model-inputs',
    `“${name}” is no interpolation model: ${why}.`,
    'Choose one that docs/engines.md lists.',
  );
