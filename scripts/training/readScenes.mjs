// node readScenes.mjs FOLDER: what the engine makes of the scenes of makeScenes.py, for train.py to start from.
// Writes cells.f32: CHANNELS planes of half the size for every scene and time; NaN where the engine moves nothing.
import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { CHANNELS, openEngine } from './engine.mjs';

const folder = process.argv[2];
if (folder === undefined) {
  throw new Error('node readScenes.mjs FOLDER');
}
const { count, width, height, times } = JSON.parse(readFileSync(path.join(folder, 'scenes.json'), 'utf8'));
const drawn = readFileSync(path.join(folder, 'times.f32'));
const pictures = openSync(path.join(folder, 'pictures.u8'));
const out = openSync(path.join(folder, 'cells.f32'), 'w');
const between = await openEngine();
const nothing = new Float32Array((CHANNELS * width * height) / 4).fill(NaN);

function pictureAt(index) {
  const rgb = Buffer.alloc(width * height * 3);
  readSync(pictures, rgb, 0, rgb.length, index * rgb.length);
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0, o = 0; i < rgb.length; i += 3, o += 4) {
    rgba.set(rgb.subarray(i, i + 3), o);
  }
  return rgba;
}

for (let scene = 0; scene < count; scene++) {
  const first = scene * (2 + times);
  const pair = between(pictureAt(first), pictureAt(first + 1), width, height);
  for (let k = 0; k < times; k++) {
    const t = drawn.readFloatLE((scene * times + k) * 4);
    pair.at(t);
    writeSync(out, pair.grid === null ? nothing : pair.reading(t));
  }
}
closeSync(out);
