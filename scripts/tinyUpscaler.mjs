// ONNX models for the tests: every pixel becomes a square of its own colour. As quick as a network can be.
import { encode, FLOAT, floats, node, UINT8, value } from './onnx.mjs';

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
  const perm = (...turned) => ({ perm: isPlanes ? [0, 1, 2, 3] : turned });
  return encode({
    name: 'tiny',
    inputs: [value('small', type, dims(side ?? 'height', side ?? 'width'))],
    outputs: [value('large', type, dims('large height', 'large width'))],
    constants: [floats('scales', [4], new Float32Array([1, 1, scale, scale]))],
    nodes: [
      node('Cast', ['small'], 'numbers', { to: FLOAT }),
      node('Transpose', ['numbers'], 'planes', perm(0, 3, 1, 2)),
      node('Resize', ['planes', '', 'scales'], 'squares', {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      }),
      node('Transpose', ['squares'], 'turned', perm(0, 2, 3, 1)),
      node('Cast', ['turned'], 'large', { to: type }),
    ],
  });
}
