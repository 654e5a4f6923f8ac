// ONNX models for the tests: two pictures and a time make a crossfade, or what one asks for. As quick as networks can be.
import { encode, FLOAT, FLOAT16, floatsElsewhere, integers, node, scalar, value } from './onnx.mjs';

/** The nodes that make "made" of "a", "b" and "t", all of them float32. */
const makings = {
  crossfade: [
    node('Sub', ['b', 'a'], 'way'),
    node('Mul', ['way', 't'], 'gone'),
    node('Add', ['a', 'gone'], 'made'),
  ],
  // What is brighter than 137 of 255 goes four pixels to the right: the square of the probe, half-way.
  move: [
    node('Slice', ['a', 'zero', 'minus four', 'across'], 'kept'),
    node('Slice', ['a', 'zero', 'four', 'across'], 'edge'),
    node('Concat', ['edge', 'kept'], 'moved', { axis: 3 }),
    node('Greater', ['moved', 'bright'], 'is bright'),
    node('Min', ['a', 'b'], 'behind'),
    node('Where', ['is bright', 'moved', 'behind'], 'made'),
  ],
  first: [node('Identity', ['a'], 'made')],
  grey: [node('Mul', ['a', 'bright'], 'made')],
};

/** Nodes after it, for a network that only works in one range. */
const strictness = {
  '0..1': [node('Clip', ['made', 'zero.f', 'one.f'], 'strict')],
  '0..255': [node('Round', ['made'], 'strict')],
  '-1..1': [
    node('ReduceMin', ['a'], 'least', { keepdims: 0 }),
    node('Less', ['least', 'zero.f'], 'has negatives'),
    node('Where', ['has negatives', 'made', 'bright'], 'strict'),
  ],
};

/** The bytes of a model; see tinyInterpolator.d.mts. */
export function tinyInterpolator({
  pictures = 'two',
  time = 'number',
  makes = 'crossfade',
  range = '0..1',
  half = false,
  swapped = false,
  multiple = 1,
  outputs = 1,
  memory = 0,
} = {}) {
  const type = half ? FLOAT16 : FLOAT;
  const isPacked = typeof pictures === 'number';
  const timed = !isPacked && time !== null;
  const timeDims = { number: [1], plane: ['n', 1, 'height', 'width'], ones: [1, 1, 1, 1] };
  const inputs = isPacked
    ? [value('input', type, ['n', pictures, 'height', 'width'])]
    : [
        value('img0', type, ['n', 3, 'height', 'width']),
        value('img1', type, ['n', 3, 'height', 'width']),
        ...(timed ? [value('timestep', type, timeDims[time])] : []),
      ];
  const part = (from, to, output) => node('Slice', ['all', from, to, 'channels'], output);
  const [early, late] = swapped ? ['b', 'a'] : ['a', 'b'];
  const reading = isPacked
    ? [
        node('Cast', ['input'], 'all', { to: FLOAT }),
        part('zero', 'three', early),
        part('three', 'six', late),
        pictures > 6 ? part('six', 'seven', 't') : node('Identity', ['half.f'], 't'),
      ]
    : [
        node('Cast', ['img0'], early, { to: FLOAT }),
        node('Cast', ['img1'], late, { to: FLOAT }),
        timed ? node('Cast', ['timestep'], 't', { to: FLOAT }) : node('Identity', ['half.f'], 't'),
      ];
  const blocks =
    multiple > 1
      ? [
          node('SpaceToDepth', ['strict'], 'deep', { blocksize: multiple }),
          node('DepthToSpace', ['deep'], 'flat', { blocksize: multiple }),
        ]
      : [node('Identity', ['strict'], 'flat')];
  const hungry =
    memory > 0
      ? [
          node('ConstantOfShape', ['how much'], 'much'),
          node('ReduceMax', ['much'], 'most', { keepdims: 0 }),
          node('Add', ['flat', 'most'], 'large'),
        ]
      : [node('Identity', ['flat'], 'large')];
  return encode({
    name: 'tiny',
    inputs,
    outputs: Array.from({ length: outputs }, (_, i) =>
      value(i === 0 ? 'output' : `output ${i}`, type, ['n', 3, 'height', 'width']),
    ),
    constants: [
      integers('zero', 0),
      integers('three', 3),
      integers('four', 4),
      integers('six', 6),
      integers('seven', 7),
      integers('minus four', -4),
      integers('channels', 1),
      integers('across', 3),
      integers('how much', memory),
      scalar('zero.f', 0),
      scalar('half.f', 0.5),
      scalar('one.f', 1),
      scalar('bright', 137 / 255),
    ],
    nodes: [
      ...reading,
      ...makings[makes],
      ...strictness[range],
      ...blocks,
      ...hungry,
      node('Cast', ['large'], 'output', { to: type }),
      ...Array.from({ length: outputs - 1 }, (_, i) => node('Identity', ['output'], `output ${i + 1}`)),
    ],
  });
}

/** The bytes of a model whose one weight is in another file. */
export function modelWithOutsideData(location) {
  return encode({
    name: 'outside',
    inputs: [value('img0', FLOAT, [4]), value('img1', FLOAT, [4])],
    outputs: [value('output', FLOAT, [4])],
    constants: [floatsElsewhere('weight', [4], location)],
    nodes: [node('Add', ['img0', 'weight'], 'output')],
  });
}
