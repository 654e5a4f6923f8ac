// The super-resolution network as an ONNX graph: rgba bytes in, rgba bytes of twice the size out.
import { convolved, convolvedTwice, itself, joined, spread, sumOf } from './buildUpscalerForms.mjs';
import { FLOAT, floats, integers, node, scalar, UINT8, value } from './onnx.mjs';

/** Kernels of one side that read tensors one after the other, as ONNX has them: out, in, rows, columns. */
function turned(kernels) {
  const [{ side, to }] = kernels;
  const area = side * side;
  const channels = kernels.reduce((sum, { from }) => sum + from, 0);
  const out = new Float32Array(to * channels * area);
  let before = 0;
  for (const { from, data } of kernels) {
    for (let at = 0; at < data.length; at++) {
      const [o, i, pixel] = [at % to, Math.floor(at / to) % from, Math.floor(at / to / from)];
      out[(o * channels + before + i) * area + pixel] = data[at];
    }
    before += from;
  }
  return { dims: [to, channels, side, side], data: out };
}

const reachOf = ({ side }) => (side - 1) / 2;

/** Tensors of a graph: planes (batch, channels, height, width), each `inset` pixels smaller on every side than the first. */
function createTensors() {
  const constants = [integers('rows and columns', 2, 3)];
  const nodes = [];
  const insets = new Map();
  const add = (kind, inputs, output, attributes) => {
    if (!nodes.some((each) => each.output[0] === output)) {
      nodes.push(node(kind, inputs, output, attributes));
    }
    return output;
  };
  const cropped = (name, by) => {
    if (by === 0) {
      return name;
    }
    const [from, to] = [`${String(by)} in`, `${String(by)} before the end`];
    if (!constants.some((each) => each.name === from)) {
      constants.push(integers(from, by, by), integers(to, -by, -by));
    }
    return add('Slice', [name, from, to, 'rows and columns'], `${name}, ${from}`);
  };
  /** Parts that read equally far, as one convolution. */
  const convolution = (parts, inset, bias, name) => {
    const kernels = parts.map(([, kernel]) => kernel);
    const { dims, data } = turned(kernels);
    const read = parts.map(([from, kernel]) => cropped(from, inset - insets.get(from) - reachOf(kernel)));
    const input = read.length === 1 ? read[0] : add('Concat', read, `${name}.read`, { axis: 1 });
    constants.push(floats(`${name}.kernel`, dims, data));
    if (bias !== null) {
      constants.push(floats(`${name}.bias`, [bias.length], Float32Array.from(bias)));
    }
    const inputs = [input, `${name}.kernel`, ...(bias === null ? [] : [`${name}.bias`])];
    return add('Conv', inputs, name, { kernel_shape: dims.slice(2) });
  };
  return {
    ...{ constants, nodes, insets },
    /** Computes a form; answers the name of the tensor. */
    compute: ({ parts, bias }, name) => {
      const inset = Math.max(...[...parts].map(([from, kernel]) => insets.get(from) + reachOf(kernel)));
      const sides = [...new Set([...parts.values()].map(({ side }) => side))];
      const made = sides.map((side, at) => {
        const alike = [...parts].filter(([, kernel]) => kernel.side === side);
        return convolution(alike, inset, at === 0 ? bias : null, `${name}.${String(side)}`);
      });
      const sum = made.reduce((left, right) => add('Add', [left, right], `${right}.sum`));
      insets.set(sum, inset);
      return sum;
    },
  };
}

/** Straight lines between the pixels of alpha, for the four pixels that one becomes. */
function alphaForm() {
  const near = [
    [0.25, 0.75, 0],
    [0, 0.75, 0.25],
  ];
  const data = Float64Array.from({ length: 9 * 4 }, (_, at) => {
    const [pixel, corner] = [Math.floor(at / 4), at % 4];
    return near[corner >> 1][Math.floor(pixel / 3)] * near[corner & 1][pixel % 3];
  });
  return { parts: new Map([['alpha', { side: 3, from: 1, to: 4, data }]]), bias: new Float64Array(4) };
}

/**
 * `layers` of tfjs and their `weights` ({ kernel, bias } by layer) as a graph, and how far it looks around a pixel. The
 * picture goes on beyond its edges as its last pixels do: what comes out is what the layers make of a picture so continued.
 * Throws on a layer it does not know.
 */
export function graphOf(layers, weights) {
  const { constants, nodes, insets, compute } = createTensors();
  insets.set('colour', 0).set('alpha', 0);
  /** A linear form, or the name of a tensor whose pixels became squares of 2x2. */
  const values = new Map();
  const unknown = (name, what) => new Error(`${name}: ${what} of a kind that is not converted`);
  const convert = {
    InputLayer: () => itself('colour', 3),
    Conv2D: ({ name, config }, [value]) => {
      const layer = weights.get(name);
      const { side } = layer.kernel;
      const isPlain = config.strides.join() === '1,1' && config.activation === 'linear' && side % 2 === 1;
      if (!isPlain || (config.padding !== 'same' && side > 1)) {
        throw unknown(name, 'a convolution');
      }
      return typeof value === 'string' ? convolvedTwice(value, layer) : convolved(value, layer);
    },
    Activation: ({ name, config }, [value]) => {
      if (config.activation !== 'relu') {
        throw unknown(name, 'an activation');
      }
      const plain = compute(value, name);
      nodes.push(node('Relu', [plain], name));
      insets.set(name, insets.get(plain));
      return itself(name, value.bias.length);
    },
    Concatenate: (_layer, from) => joined(from),
    Add: (_layer, from) => sumOf(from),
    UpSampling2D: ({ name, config }, [value]) => {
      if (config.interpolation !== 'nearest' || config.size.join() !== '2,2') {
        throw unknown(name, 'an enlargement');
      }
      return compute(value, name);
    },
  };
  let last;
  for (const layer of layers) {
    const from = (layer.inbound_nodes[0] ?? []).map(([name]) => values.get(name));
    if (convert[layer.class_name] === undefined) {
      throw unknown(layer.name, `a ${layer.class_name}`);
    }
    last = convert[layer.class_name](layer, from);
    values.set(layer.name, last);
  }
  if (last.bias?.length !== 12) {
    throw new Error('the last layer does not make the colours of four pixels');
  }
  const rgba = sumOf([
    spread(last, 16, (o) => Math.floor(o / 3) * 4 + (o % 3)),
    spread(alphaForm(), 16, (o) => o * 4 + 3),
  ]);
  const squares = compute(rgba, 'squares');
  const margin = insets.get(squares);
  constants.push(
    integers('around', 0, margin, margin, 0, 0, margin, margin, 0),
    ...[0, 1, 2, 3, 4, 8].map((each) => integers(String(each), each)),
    scalar('one', 1),
    { name: 'black', dataType: UINT8, dims: [], rawData: Buffer.of(0) },
  );
  return {
    margin,
    graph: {
      name: 'esrgan-slim-2x',
      inputs: [value('picture', UINT8, ['batch', 'height', 'width', 4])],
      outputs: [value('large', UINT8, ['batch', 'large height', 'large width', 4])],
      constants,
      nodes: [
        node('Pad', ['picture', 'around'], 'continued', { mode: 'edge' }),
        node('Transpose', ['continued'], 'planes', { perm: [0, 3, 1, 2] }),
        node('Slice', ['planes', '0', '3', '1'], 'colour.bytes'),
        node('Slice', ['planes', '3', '4', '1'], 'alpha.bytes'),
        node('Cast', ['colour.bytes'], 'colour', { to: FLOAT }),
        node('Cast', ['alpha.bytes'], 'alpha', { to: FLOAT }),
        ...nodes,
        ...woven(squares),
      ],
    },
  };
}

/** Planes of numbers, (upper, lower) x (left, right) x rgba, to the bytes of a picture; rounds and clamps. */
const woven = (planes) => [
  node('QuantizeLinear', [planes, 'one', 'black'], 'bytes'),
  node('Shape', ['bytes'], 'shape'),
  ...[
    ['batch', '0', '1'],
    ['height', '2', '3'],
    ['width', '3', '4'],
  ].map(([name, from, to]) => node('Slice', ['shape', from, to, '0'], name)),
  node('Concat', ['batch', '2', '8', 'height', 'width'], 'as rows', { axis: 0 }),
  node('Reshape', ['bytes', 'as rows'], 'rows of planes'),
  node('Transpose', ['rows of planes'], 'rows', { perm: [0, 1, 3, 4, 2] }),
  // In two steps, each of which moves long stretches: four times as quick as all axes at once.
  node('Mul', ['width', '8'], 'row length'),
  node('Concat', ['batch', '2', 'height', 'row length'], 'as lines', { axis: 0 }),
  node('Reshape', ['rows', 'as lines'], 'upper and lower'),
  node('Transpose', ['upper and lower'], 'lines', { perm: [0, 2, 1, 3] }),
  node('Mul', ['height', '2'], 'large height'),
  node('Mul', ['width', '2'], 'large width'),
  node('Concat', ['batch', 'large height', 'large width', '4'], 'as picture', { axis: 0 }),
  node('Reshape', ['lines', 'as picture'], 'large'),
];
