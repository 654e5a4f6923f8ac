// Converts the super-resolution network of @upscalerjs/default-model (tfjs layers, MIT) to ONNX in dist/models/.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { graphOf } from './buildUpscalerGraph.mjs';
import { encode } from './onnx.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The layers, and { kernel, bias } of those that have them. */
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
      const start = at;
      const data = Float64Array.from({ length }, (_, place) => all.readFloatLE(start + place * 4));
      const [layer, what] = name.split('/');
      const [side, , from, to] = shape;
      const found = what === 'kernel' ? { kernel: { side, from, to, data } } : { bias: data };
      weights.set(layer, { ...weights.get(layer), ...found });
      at += length * 4;
    }
  }
  return { layers: modelTopology.model_config.config.layers, weights };
}

/** The folder of the original network. */
export const originalFolder = () => {
  const require = createRequire(import.meta.url);
  return path.join(path.dirname(require.resolve('@upscalerjs/default-model')), '../../../../../models');
};

/** Writes dist/models/esrgan-slim-2x.onnx and .json; answers the path of the .json. */
export async function buildUpscaler(folder = path.join(root, 'dist', 'models')) {
  const { layers, weights } = await readLayers(originalFolder());
  const { graph, margin } = graphOf(layers, weights);
  const bytes = encode(graph);
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
    margin,
    bytesPerPixel: 1200,
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
