import { createCanvas } from '@napi-rs/canvas';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { film, openScene } from './sample/scene.mjs';

const names = ['01-dawn', '02-first-light', '03-morning', '04-clear', '05-golden'];
const folder = new URL('../resources/sample/sample.assets/', import.meta.url);
const projectFile = new URL('../resources/sample/sample.entracte', import.meta.url);

let project = await readFile(projectFile, 'utf8');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const paint = openScene();
for (const [index, frame] of film.keyframes.entries()) {
  const canvas = createCanvas(film.width, film.height);
  paint(canvas.getContext('2d'), frame);
  const png = await canvas.encode('png');
  const name = `${names[index]}.png`;
  const id = createHash('sha256').update(png).digest('hex').slice(0, 32);
  await writeFile(new URL(`${id}.png`, folder), png);
  project = withPicture(project, name, id, png.length);
  console.log(`${name}  frame ${frame}  ${Math.round(png.length / 1024)} KiB`);
}
await writeFile(projectFile, project);

/** An asset is named by its bytes: where they changed, so does its id wherever the project names it. */
function withPicture(text, name, id, bytes) {
  const [old, asset] = Object.entries(JSON.parse(text).assets).find(([, each]) => each.name === name);
  return text
    .replace(new RegExp(`("${old}": .*"bytes": )${asset.bytes}\\b`), `$1${bytes}`)
    .replaceAll(old, id);
}
