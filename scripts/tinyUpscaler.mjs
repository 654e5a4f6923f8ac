// ONNX models for the tests: every pixel becomes a square of its own colour. As quick as a network can be.
import proto from 'onnx-proto';

const { onnx } = proto;
const { FLOAT, UINT8 } = onnx.TensorProto.DataType;
const kinds = onnx.AttributeProto.AttributeType;
const node = (opType, input, output, attribute = []) => ({
  opType,
  name: output,
  input,
  output: [output],
  attribute,
});
const perm = (...ints) => [{ name: 'perm', type: kinds.INTS, ints }];
const to = (i) => [{ name: 'to', type: kinds.INT, i }];
const word = (name, text) => ({ name, type: kinds.STRING, s: Buffer.from(text) });

const value = (name, elemType, dims) => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: {
        dim: dims.map((each) => (typeof each === 'string' ? { dimParam: each } : { dimValue: each })),
      },
    },
  },
});

/** The bytes of a model; `side` null takes any size, else squares of that side only. */
export function tinyUpscaler({
  layout = 'rgba',
  scale = 2,
  channels = layout === 'rgba' ? 4 : 3,
  side = null,
} = {}) {
  const isPlanes = layout === 'nchw';
  const type = layout === 'rgba' ? UINT8 : FLOAT;
  const dims = (height, width) =>
    isPlanes ? ['n', channels, height, width] : ['n', height, width, channels];
  const scales = {
    name: 'scales',
    dataType: FLOAT,
    dims: [4],
    floatData: [1, 1, scale, scale],
  };
  const graph = {
    name: 'tiny',
    input: [value('small', type, dims(side ?? 'height', side ?? 'width'))],
    output: [value('large', type, dims('large height', 'large width'))],
    initializer: [scales],
    node: [
      node('Cast', ['small'], 'numbers', to(FLOAT)),
      node('Transpose', ['numbers'], 'planes', isPlanes ? perm(0, 1, 2, 3) : perm(0, 3, 1, 2)),
      node('Resize', ['planes', '', 'scales'], 'squares', [
        word('mode', 'nearest'),
        word('coordinate_transformation_mode', 'asymmetric'),
        word('nearest_mode', 'floor'),
      ]),
      node('Transpose', ['squares'], 'turned', isPlanes ? perm(0, 1, 2, 3) : perm(0, 2, 3, 1)),
      node('Cast', ['turned'], 'large', to(type)),
    ],
  };
  return onnx.ModelProto.encode({
    irVersion: 8,
    producerName: 'entracte',
    opsetImport: [{ domain: '', version: 13 }],
    graph,
  }).finish();
}
