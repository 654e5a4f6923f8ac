// Writes our own small ONNX models and their manifest to resources/models/. The same source gives the same bytes.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from 'onnx-proto';

const { onnx } = proto;
const folder = fileURLToPath(new URL('../resources/models', import.meta.url));

const types = { float32: onnx.TensorProto.DataType.FLOAT, uint8: onnx.TensorProto.DataType.UINT8 };

const dimension = (length) => (typeof length === 'string' ? { dimParam: length } : { dimValue: length });
const value = ({ name, type, dims }) => ({
  name,
  type: { tensorType: { elemType: types[type], shape: { dim: dims.map(dimension) } } },
});
const constant = (name, dataType, dims, data) => ({ name, dataType, dims, ...data });
const floats = (name, ...data) => constant(name, types.float32, [], { floatData: data });
const integers = (name, ...data) =>
  constant(name, onnx.TensorProto.DataType.INT64, [data.length], { int64Data: data });

const kinds = onnx.AttributeProto.AttributeType;
const attribute = (name, given) =>
  typeof given === 'number'
    ? { name, type: kinds.INT, i: given }
    : typeof given === 'string'
      ? { name, type: kinds.STRING, s: Buffer.from(given) }
      : { name, type: kinds.INTS, ints: given };
const node = (opType, input, output, attributes = {}) => ({
  opType,
  name: `${opType} to ${output.join(', ')}`,
  input,
  output,
  attribute: Object.entries(attributes).map(([name, given]) => attribute(name, given)),
});

/** rgba 0..255 to colour times alpha, and alpha, 0..255: what is transparent has no colour that could differ. */
const premultiplied = (picture) => [
  node('Cast', [picture], [`${picture}.f`], { to: types.float32 }),
  node('Slice', [`${picture}.f`, 'zero', 'three', 'last'], [`${picture}.rgb`]),
  node('Slice', [`${picture}.f`, 'three', 'four', 'last'], [`${picture}.a`]),
  node('Div', [`${picture}.a`, 'white'], [`${picture}.share`]),
  node('Mul', [`${picture}.rgb`, `${picture}.share`], [`${picture}.shown`]),
  node('Concat', [`${picture}.shown`, `${picture}.a`], [`${picture}.all`], { axis: 2 }),
];

/** How much two pictures differ: the mean over all, and the mean of the block of 16x16 (every 8) that differs most. */
const samePicture = {
  name: 'same-picture',
  inputs: [
    { name: 'a', type: 'uint8', dims: ['height', 'width', 4] },
    { name: 'b', type: 'uint8', dims: ['height', 'width', 4] },
  ],
  outputs: [
    { name: 'mean', type: 'float32', dims: [1] },
    { name: 'most', type: 'float32', dims: [1] },
  ],
  constants: [
    integers('zero', 0),
    integers('three', 3),
    integers('four', 4),
    integers('last', 2),
    integers('one', 1),
    floats('white', 255),
  ],
  nodes: [
    ...premultiplied('a'),
    ...premultiplied('b'),
    node('Sub', ['a.all', 'b.all'], ['signed']),
    node('Abs', ['signed'], ['difference']),
    node('ReduceMean', ['difference'], ['pixels'], { axes: [2], keepdims: 0 }),
    node('Unsqueeze', ['pixels', 'channels'], ['planes']),
    node('AveragePool', ['planes'], ['blocks'], {
      kernel_shape: [16, 16],
      strides: [8, 8],
      pads: [0, 0, 7, 7],
    }),
    node('ReduceMax', ['blocks'], ['most.one'], { keepdims: 0 }),
    node('ReduceMean', ['pixels'], ['mean.one'], { keepdims: 0 }),
    node('Reshape', ['most.one', 'one'], ['most']),
    node('Reshape', ['mean.one', 'one'], ['mean']),
  ],
};
samePicture.constants.push(integers('channels', 0, 1));

/** The bytes of the .onnx file. */
function encode({ name, inputs, outputs, constants, nodes }) {
  return onnx.ModelProto.encode({
    irVersion: 8,
    producerName: 'entracte',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name,
      input: inputs.map(value),
      output: outputs.map(value),
      initializer: constants,
      node: nodes,
    },
  }).finish();
}

/** Every file of resources/models/ that is made here, by name. */
export function makeModels() {
  const bytes = encode(samePicture);
  const { name, inputs, outputs } = samePicture;
  const file = `${name}.onnx`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // One pass over the pixels: copying them to a GPU would take longer.
  const model = { name, file, sha256, licence: 'MIT', providers: ['cpu'], inputs, outputs };
  return { [file]: bytes, 'manifest.json': `${JSON.stringify({ version: 1, models: [model] }, null, 2)}\n` };
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const [file, bytes] of Object.entries(makeModels())) {
    await writeFile(path.join(folder, file), bytes);
    console.log(`${file}: ${bytes.length} bytes`);
  }
}
