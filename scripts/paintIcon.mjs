import { createCanvas } from '@napi-rs/canvas';
import { mkdir, writeFile } from 'node:fs/promises';
import { chance } from './sample/chance.mjs';
import { veil } from './sample/palette.mjs';

/**
 * The mark: two keyframes on a line, a stage curtain gathered at each, and between them the opening in which the film
 * appears. Drawn on a square of 1024; the right half mirrors the left. `resources/icons/mark.svg` is its small form.
 */
const side = 1024;
const margin = 62;
const rail = 232;
const line = 742;
const keyframe = { x: 266, y: line, radius: 56 };
const inks = {
  plateTop: '#263146',
  plateFoot: '#10151f',
  glow: '#f6b56c',
  cream: '#fbe8c8',
  shade: '#2a0f1e',
  folds: ['#f9c27c', '#f08a5b', '#d2564b', '#96374a'],
};

function plate(ctx) {
  ctx.beginPath();
  ctx.roundRect(margin, margin, side - 2 * margin, side - 2 * margin, 204);
}

function paintPlate(ctx) {
  const dusk = ctx.createLinearGradient(0, margin, 0, side - margin);
  dusk.addColorStop(0, inks.plateTop);
  dusk.addColorStop(1, inks.plateFoot);
  ctx.fillStyle = dusk;
  ctx.fillRect(0, 0, side, side);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, 0, side, line);
  ctx.clip();
  for (const [radius, strength] of [
    [232, 0.12],
    [168, 0.2],
    [104, 0.42],
  ]) {
    ctx.fillStyle = veil(inks.glow, strength);
    ctx.beginPath();
    ctx.arc(side / 2, line, radius, 0, Math.PI * 2);
    ctx.fill();
  }
  ctx.restore();
}

/** Where a fold hangs on the rail and where it is gathered; `part` 0 at the opening and 1 at the wing. */
const foldAt = (part) => ({ top: 500 - part * 320, waist: keyframe.x + 24 - part * 48 });

function foldTo(ctx, part) {
  const { top, waist } = foldAt(part);
  ctx.moveTo(top, rail);
  ctx.bezierCurveTo(top, rail + 250, waist + (1 - part) * 128, line - 130, waist, line);
}

function paintCurtain(ctx) {
  ctx.save();
  ctx.beginPath();
  foldTo(ctx, 0);
  const wing = foldAt(1);
  ctx.lineTo(wing.waist, line);
  ctx.bezierCurveTo(wing.waist, line - 130, wing.top, rail + 250, wing.top, rail);
  ctx.closePath();
  ctx.clip();
  inks.folds.forEach((ink, index) => {
    ctx.beginPath();
    foldTo(ctx, index / inks.folds.length);
    ctx.lineTo(0, line);
    ctx.lineTo(0, rail);
    ctx.closePath();
    ctx.fillStyle = ink;
    ctx.fill();
  });
  ctx.globalCompositeOperation = 'source-atop';
  const depth = ctx.createLinearGradient(0, rail, 0, line);
  depth.addColorStop(0, veil(inks.shade, 0.34));
  depth.addColorStop(0.45, veil(inks.shade, 0));
  depth.addColorStop(1, veil(inks.shade, 0.22));
  ctx.fillStyle = depth;
  ctx.fillRect(0, 0, side, side);
  const random = chance(9);
  ctx.fillStyle = veil(inks.shade, 0.13);
  for (let dot = 0; dot < 22000; dot++) {
    const [x, y, luck] = [random() * 512, rail + random() * (line - rail), random()];
    if (luck < 0.06 + 0.8 * (1 - (y - rail) / (line - rail)) ** 2.2) {
      ctx.beginPath();
      ctx.arc(x, y, 0.8 + random() * 0.9, 0, Math.PI * 2);
      ctx.fill();
    }
  }
  ctx.restore();
}

function paintKeyframe(ctx) {
  const { x, y, radius } = keyframe;
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(Math.PI / 4);
  for (const [ink, reach, corner] of [
    [inks.plateFoot, radius + 18, 24],
    [inks.cream, radius, 12],
  ]) {
    ctx.fillStyle = ink;
    ctx.beginPath();
    ctx.roundRect(-reach, -reach, 2 * reach, 2 * reach, corner);
    ctx.fill();
  }
  ctx.restore();
}

function paintIcon() {
  const canvas = createCanvas(side, side);
  const ctx = canvas.getContext('2d');
  plate(ctx);
  ctx.save();
  ctx.clip();
  paintPlate(ctx);
  ctx.fillStyle = inks.cream;
  ctx.fillRect(keyframe.x, line - 9, side - 2 * keyframe.x, 18);
  const wing = createCanvas(side, side);
  const half = wing.getContext('2d');
  paintCurtain(half);
  paintKeyframe(half);
  ctx.drawImage(wing, 0, 0);
  ctx.translate(side, 0);
  ctx.scale(-1, 1);
  ctx.drawImage(wing, 0, 0);
  ctx.restore();
  plate(ctx);
  ctx.strokeStyle = veil('#ffffff', 0.09);
  ctx.lineWidth = 5;
  ctx.stroke();
  return canvas;
}

const folder = new URL('../resources/icons/', import.meta.url);
await mkdir(folder, { recursive: true });
const png = await paintIcon().encode('png');
await writeFile(new URL('icon.png', folder), png);
console.log(`icon.png  ${side}x${side}  ${Math.round(png.length / 1024)} KiB`);
