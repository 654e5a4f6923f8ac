import { Fault } from '../../../shared/fault.ts';

/** Outputs beyond this are a trap and not a network. */
const MOST_VALUES = 64;

/** Messages nest only so far in a network that is meant to be read (subgraphs in subgraphs). */
const DEEPEST = 24;

/** Fields of onnx.proto that lead to tensors: message -> field number -> message. */
const fields: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node' },
  graph: { 1: 'node', 5: 'tensor', 11: 'input', 12: 'output', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
};

/**
 * Reads as much of an .onnx file as must be known before ONNX Runtime is let near it: that it is one, that it is one
 * file (a tensor's data elsewhere could be any file of this machine), and that its inputs and outputs can be counted.
 * Throws Fault 'model-not-onnx', 'model-external' or 'model-inputs'. O(messages): weights are jumped over.
 */
export function checkOnnxFile(name: string, bytes: Uint8Array): void {
  let graphs = 0;
  const values = { input: 0, output: 0 };
  const walk = (kind: string, from: number, to: number, depth: number): void => {
    if (depth > DEEPEST) {
      throw notOnnx(name);
    }
    for (const { field, wire, start, end, value } of fieldsOf(bytes, from, to)) {
      // TensorProto: external_data, or data_location EXTERNAL.
      if (kind === 'tensor' && (field === 13 || (field === 14 && value === 1))) {
        throw external(name);
      }
      const inner = wire === 2 ? fields[kind]?.[field] : undefined;
      if (inner === undefined) {
        continue;
      }
      if (kind === 'model' && inner === 'graph') {
        graphs += 1;
      }
      if (kind === 'graph' && depth === 1 && (inner === 'input' || inner === 'output')) {
        values[inner] += 1;
      }
      walk(inner, start, end, depth + 1);
    }
  };
  try {
    walk('model', 0, bytes.length, 0);
  } catch (error) {
    throw error instanceof RangeError ? notOnnx(name) : error;
  }
  if (graphs !== 1) {
    throw notOnnx(name);
  }
  // Weights may be listed as inputs too; ONNX Runtime sorts that out, within reason.
  if (values.output > MOST_VALUES || values.output === 0) {
    throw new Fault(
      'model-inputs',
      `“${name}” has ${String(values.output)} outputs, so it is no interpolation model.`,
      'Choose a model that makes one picture of two.',
    );
  }
}

interface Field {
  readonly field: number;
  readonly wire: number;
  /** Where its bytes are, when it has a length. */
  readonly start: number;
  readonly end: number;
  /** When it is a number. */
  readonly value: number;
}

/** The fields of a protobuf message in bytes[from, to); throws RangeError where it is none. */
function* fieldsOf(bytes: Uint8Array, from: number, to: number): Generator<Field> {
  let at = from;
  const number = (): number => {
    let value = 0;
    for (let by = 1, read = 0; read < 10; by *= 128, read++) {
      const byte = at < to ? bytes[at] : undefined;
      if (byte === undefined) {
        throw new RangeError('ends in a number');
      }
      at += 1;
      value += (byte & 127) * by;
      if (byte < 128) {
        return value;
      }
    }
    throw new RangeError('a number of more than 64 bits');
  };
  while (at < to) {
    const tag = number();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    const value = wire === 0 ? number() : 0;
    const length = wire === 2 ? number() : wire === 1 ? 8 : wire === 5 ? 4 : 0;
    const start = at;
    at += length;
    if (field === 0 || at > to || wire === 3 || wire === 4 || wire > 5) {
      throw new RangeError('not a field');
    }
    yield { field, wire, start, end: at, value };
  }
}

const notOnnx = (name: string) =>
  new Fault(
    'model-not-onnx',
    `“${name}” is not an ONNX model.`,
    'Choose a file that ends in .onnx and was downloaded whole; others (.pth, .param, .engine) must be exported first.',
  );

const external = (name: string) =>
  new Fault(
    'model-external',
    `“${name}” keeps its weights in other files, which are not read.`,
    'Save it as one file: onnx.save(model, file, save_as_external_data=False).',
  );
