// What an ONNX model is made of, and the bytes of one: opset 13, the same source gives the same bytes.
import proto from 'onnx-proto';

const { onnx } = proto;
const kinds = onnx.AttributeProto.AttributeType;

/** The types of numbers, as a `Cast` takes them too. */
export const { FLOAT, FLOAT16, INT64, UINT8 } = onnx.TensorProto.DataType;

/** An input or output; a side that is a word can be of any length. */
export const value = (name, elemType, dims) => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: {
        dim: dims.map((length) => (typeof length === 'string' ? { dimParam: length } : { dimValue: length })),
      },
    },
  },
});

/** One number, a float without sides. */
export const scalar = (name, number) => ({ name, dataType: FLOAT, dims: [], floatData: [number] });
export const integers = (name, ...data) => ({ name, dataType: INT64, dims: [data.length], int64Data: data });
/** `data`: a Float32Array of as many numbers as `dims` multiply to. */
export const floats = (name, dims, data) => ({
  name,
  dataType: FLOAT,
  dims,
  rawData: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
});

/** Floats that are kept in another file. */
export const floatsElsewhere = (name, dims, location) => ({
  name,
  dataType: FLOAT,
  dims,
  dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
  externalData: [{ key: 'location', value: location }],
});

const attribute = (name, given) =>
  typeof given === 'number'
    ? { name, type: kinds.INT, i: given }
    : typeof given === 'string'
      ? { name, type: kinds.STRING, s: Buffer.from(given) }
      : { name, type: kinds.INTS, ints: given };

/** An operation with one output; its attributes are integers, lists of them, or words. */
export const node = (opType, input, output, attributes = {}) => ({
  opType,
  name: `${opType} to ${output}`,
  input,
  output: [output],
  attribute: Object.entries(attributes).map(([name, given]) => attribute(name, given)),
});

/** The bytes of the .onnx file. */
export const encode = ({ name, inputs, outputs, constants, nodes }) =>
  onnx.ModelProto.encode({
    irVersion: 8,
    producerName: 'entracte',
    opsetImport: [{ domain: '', version: 13 }],
    graph: { name, input: inputs, output: outputs, initializer: constants, node: nodes },
  }).finish();
