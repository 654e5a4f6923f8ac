// Converts the super-resolution network of @upscalerjs/default-model (tfjs layers, MIT) to ONNX in dist/models/.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode, FLOAT, floats, integers, node, UINT8, value } from './onnx.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** tfjs: height, width, in, out. ONNX: out, in, height, width. */
function kernelOf({ shape: [height, width, into, out], data }) {
  const turned = new Float32Array(data.length);
  for (let at = 0; at < height * width; at++) {
    for (let i = 0; i < into; i++) {
      for (let o = 0; o < out; o++) {
        turned[(o * into + i) * height * width + at] = data[(at * into + i) * out + o];
      }
    }
  }
  return { dims: [out, into, height, width], data: turned };
}

/** One layer as ONNX nodes on planes (batch, channels, height, width). Throws on a layer it does not know. */
const layers = {
  Conv2D: ({ name, config, inputs }, weights) => {
    const [side] = config.kernel_size;
    if (config.strides.join() !== '1,1' || side % 2 === 0 || config.activation !== 'linear') {
      throw new Error(`${name}: a convolution of a kind that is not converted`);
    }
    const kernel = kernelOf(weights.get(`${name}/kernel`));
    const bias = weights.get(`${name}/bias`);
    const pad = config.padding === 'same' ? (side - 1) / 2 : 0;
    return {
      constants: [
        floats(`${name}.kernel`, kernel.dims, kernel.data),
        floats(`${name}.bias`, bias.shape, bias.data),
      ],
      nodes: [
        node('Conv', [...inputs, `${name}.kernel`, `${name}.bias`], name, {
          kernel_shape: [side, side],
          pads: [pad, pad, pad, pad],
        }),
      ],
    };
  },
  Activation: ({ name, config, inputs }) => {
    if (config.activation !== 'relu') {
      throw new Error(`${name}: an activation that is not converted`);
    }
    return { constants: [], nodes: [node('Relu', inputs, name)] };
  },
  Concatenate: ({ name, inputs }) => ({ constants: [], nodes: [node('Concat', inputs, name, { axis: 1 })] }),
  Add: ({ name, inputs }) => ({ constants: [], nodes: [node('Add', inputs, name)] }),
  UpSampling2D: ({ name, config, inputs }) => {
    if (config.interpolation !== 'nearest') {
      throw new Error(`${name}: an enlargement that is not converted`);
    }
    return {
      constants: [floats(`${name}.scales`, [4], new Float32Array([1, 1, ...config.size]))],
      nodes: [
        node('Resize', [inputs[0], '', `${name}.scales`], name, {
          mode: 'nearest',
          coordinate_transformation_mode: 'asymmetric',
          nearest_mode: 'floor',
        }),
      ],
    };
  },
};

/** rgba bytes in, the network's planes 0..255 between, rgba bytes out: alpha is enlarged in straight lines. */
function graphOf(topology, weights, scale) {
  const nodes = [
    node('Transpose', ['picture'], 'planes', { perm: [0, 3, 1, 2] }),
    node('Slice', ['planes', 'zero', 'three', 'one'], 'colour.bytes'),
    node('Slice', ['planes', 'three', 'four', 'one'], 'alpha.bytes'),
    node('Cast', ['colour.bytes'], 'LR', { to: FLOAT }),
  ];
  const constants = [integers('zero', 0), integers('one', 1), integers('three', 3), integers('four', 4)];
  let last = 'LR';
  for (const { class_name: kind, name, config, inbound_nodes: inbound } of topology.model_config.config
    .layers) {
    if (kind === 'InputLayer') {
      continue;
    }
    const convert = layers[kind];
    if (convert === undefined) {
      throw new Error(`${name}: a layer of the kind ${kind} is not converted`);
    }
    const made = convert({ name, config, inputs: inbound[0].map(([from]) => from) }, weights);
    constants.push(...made.constants);
    nodes.push(...made.nodes);
    last = name;
  }
  const bytes = (from, to) => [
    node('Clip', [from, 'black', 'white'], `${to}.clipped`),
    node('Round', [`${to}.clipped`], `${to}.round`),
    node('Cast', [`${to}.round`], to, { to: UINT8 }),
  ];
  constants.push(
    floats('black', [], new Float32Array([0])),
    floats('white', [], new Float32Array([255])),
    floats('alpha.scales', [4], new Float32Array([1, 1, scale, scale])),
  );
  nodes.push(
    ...bytes(last, 'colour'),
    node('Cast', ['alpha.bytes'], 'alpha.float', { to: FLOAT }),
    node('Resize', ['alpha.float', '', 'alpha.scales'], 'alpha.large', {
      mode: 'linear',
      coordinate_transformation_mode: 'half_pixel',
    }),
    ...bytes('alpha.large', 'alpha'),
    node('Concat', ['colour', 'alpha'], 'large.planes', { axis: 1 }),
    node('Transpose', ['large.planes'], 'large', { perm: [0, 2, 3, 1] }),
  );
  return {
    name: 'esrgan-slim-2x',
    inputs: [value('picture', UINT8, ['batch', 'height', 'width', 4])],
    outputs: [value('large', UINT8, ['batch', 'large height', 'large width', 4])],
    constants,
    nodes,
  };
}

async function readLayers(folder) {
  const { modelTopology, weightsManifest } = JSON.parse(
    await readFile(path.join(folder, 'model.json'), 'utf8'),
  );
  const weights = new Map();
  for (const { paths, weights: listed } of weightsManifest) {
    const all = Buffer.concat(await Promise.all(paths.map((file) => readFile(path.join(folder, file)))));
    let at = 0;
    for (const { name, shape } of listed) {
      const length = shape.reduce((product, side) => product * side, 1);
      weights.set(name, {
        shape,
        data: new Float32Array(all.buffer.slice(all.byteOffset + at, all.byteOffset + at + length * 4)),
      });
      at += length * 4;
    }
  }
  return { topology: modelTopology, weights };
}

/** The folder of the original network. */
export const originalFolder = () => {
  const require = createRequire(import.meta.url);
  return path.join(path.dirname(require.resolve('@upscalerjs/default-model')), '../../../../../models');
};

/** Writes dist/models/esrgan-slim-2x.onnx and .json; answers the path of the .json. */
export async function buildUpscaler(folder = path.join(root, 'dist', 'models')) {
  const { topology, weights } = await readLayers(originalFolder());
  const bytes = encode(graphOf(topology, weights, 2));
  const manifest = {
    version: 1,
    name: 'esrgan-slim-2x',
    file: 'esrgan-slim-2x.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    licence: 'MIT, @upscalerjs/default-model 1.0.0',
    scale: 2,
    layout: 'rgba',
    range: 255,
    multiple: 1,
    tile: null,
    // Nine convolutions of three (one of five) see ten pixels around.
    margin: 10,
    bytesPerPixel: 1500,
  };
  await mkdir(folder, { recursive: true });
  const put = async (name, content) => {
    const file = path.join(folder, name);
    await writeFile(`${file}.${process.pid}`, content);
    await rename(`${file}.${process.pid}`, file);
    return file;
  };
  await put(manifest.file, bytes);
  return put('esrgan-slim-2x.json', `${JSON.stringify(manifest, null, 2)}\n`);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.log(await buildUpscaler());
}
