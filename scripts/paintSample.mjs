import { createCanvas } from '@napi-rs/canvas';
import { mkdir, writeFile } from 'node:fs/promises';
import { film, openScene } from './sample/scene.mjs';

const names = ['01-dawn', '02-first-light', '03-morning', '04-clear', '05-golden'];
const folder = new URL('../resources/sample/', import.meta.url);

await mkdir(folder, { recursive: true });
const paint = openScene();
for (const [index, frame] of film.keyframes.entries()) {
  const canvas = createCanvas(film.width, film.height);
  paint(canvas.getContext('2d'), frame);
  const png = await canvas.encode('png');
  await writeFile(new URL(`${names[index]}.png`, folder), png);
  console.log(`${names[index]}.png  frame ${frame}  ${Math.round(png.length / 1024)} KiB`);
}
