// Writes our own small ONNX models and their manifest to resources/models/. The same source gives the same bytes.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode, FLOAT, integers, node, scalar, UINT8, value } from './onnx.mjs';

const folder = fileURLToPath(new URL('../resources/models', import.meta.url));
const types = { float32: FLOAT, uint8: UINT8 };

/** rgba 0..255 to colour times alpha, and alpha, 0..255: what is transparent has no colour that could differ. */
const premultiplied = (picture) => [
  node('Cast', [picture], `${picture}.f`, { to: FLOAT }),
  node('Slice', [`${picture}.f`, 'zero', 'three', 'last'], `${picture}.rgb`),
  node('Slice', [`${picture}.f`, 'three', 'four', 'last'], `${picture}.a`),
  node('Div', [`${picture}.a`, 'white'], `${picture}.share`),
  node('Mul', [`${picture}.rgb`, `${picture}.share`], `${picture}.shown`),
  node('Concat', [`${picture}.shown`, `${picture}.a`], `${picture}.all`, { axis: 2 }),
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
    scalar('white', 255),
    integers('channels', 0, 1),
  ],
  nodes: [
    ...premultiplied('a'),
    ...premultiplied('b'),
    node('Sub', ['a.all', 'b.all'], 'signed'),
    node('Abs', ['signed'], 'difference'),
    node('ReduceMean', ['difference'], 'pixels', { axes: [2], keepdims: 0 }),
    node('Unsqueeze', ['pixels', 'channels'], 'planes'),
    node('AveragePool', ['planes'], 'blocks', {
      kernel_shape: [16, 16],
      strides: [8, 8],
      pads: [0, 0, 7, 7],
    }),
    node('ReduceMax', ['blocks'], 'most.one', { keepdims: 0 }),
    node('ReduceMean', ['pixels'], 'mean.one', { keepdims: 0 }),
    node('Reshape', ['most.one', 'one'], 'most'),
    node('Reshape', ['mean.one', 'one'], 'mean'),
  ],
};

/** Every file of resources/models/ that is made here, by name. */
export function makeModels() {
  const { name, inputs, outputs } = samePicture;
  const values = (described) => described.map((each) => value(each.name, types[each.type], each.dims));
  const bytes = encode({ ...samePicture, inputs: values(inputs), outputs: values(outputs) });
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
