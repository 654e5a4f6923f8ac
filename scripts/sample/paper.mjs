import { createCanvas } from '@napi-rs/canvas';
import { chance, noise } from './chance.mjs';
import { dawn, gold } from './palette.mjs';

/** Everything is painted this many times larger than it is shown, so that slow motion is smooth below a pixel. */
export const fineness = 2;

/** A canvas measured in picture units, whatever its true resolution. */
export function sheet(width, height) {
  const canvas = createCanvas(Math.ceil(width * fineness), Math.ceil(height * fineness));
  const ctx = canvas.getContext('2d');
  ctx.scale(fineness, fineness);
  return { canvas, ctx, width, height };
}

/**
 * A cut-out of paper that keeps its grain while it moves: painted once with the dawn inks and once with the gold inks
 * from the same seed, so that both have the same shapes and light is a blend of the two.
 */
export function cutOut({ width, height, seed, grain = 0.05, paint }) {
  const printed = (inks) => {
    const page = sheet(width, height);
    paint(page.ctx, inks, chance(seed));
    press(page, seed, grain);
    return page.canvas;
  };
  return { dawn: printed(dawn), gold: printed(gold), width, height };
}

/** Uneven ink: brightness varies with a fine tooth and a broad wash, in proportion to `strength`. */
function press({ ctx, canvas }, seed, strength) {
  const image = ctx.getImageData(0, 0, canvas.width, canvas.height);
  for (let y = 0, at = 0; y < canvas.height; y++) {
    for (let x = 0; x < canvas.width; x++, at += 4) {
      if (image.data[at + 3] === 0) {
        continue;
      }
      const tooth = noise(x / 2.6, y / 2.6, seed) - 0.5;
      const wash = noise(x / 17, y / 17, seed + 7) - 0.5;
      const ink = 1 + strength * (1.5 * tooth + 1.1 * wash);
      for (let channel = 0; channel < 3; channel++) {
        image.data[at + channel] = Math.min(255, image.data[at + channel] * ink);
      }
    }
  }
  ctx.putImageData(image, 0, 0);
}

/** Draws a cut-out with its left top corner at x, y; `scratch` is a sheet of the picture's size that is overwritten. */
export function lay(ctx, scratch, piece, x, y, warmth, opacity = 1) {
  const left = Math.max(0, Math.floor(x) - 1);
  const top = Math.max(0, Math.floor(y) - 1);
  const width = Math.min(scratch.width, Math.ceil(x + piece.width) + 1) - left;
  const height = Math.min(scratch.height, Math.ceil(y + piece.height) + 1) - top;
  if (width <= 0 || height <= 0) {
    return;
  }
  const blend = scratch.ctx;
  blend.globalCompositeOperation = 'source-over';
  blend.clearRect(left, top, width, height);
  blend.save();
  blend.beginPath();
  blend.rect(left, top, width, height);
  blend.clip();
  blend.drawImage(piece.dawn, x, y, piece.width, piece.height);
  blend.globalCompositeOperation = 'source-atop';
  blend.globalAlpha = warmth;
  blend.drawImage(piece.gold, x, y, piece.width, piece.height);
  blend.restore();
  const cut = [left, top, width, height];
  ctx.globalAlpha = opacity;
  ctx.drawImage(scratch.canvas, ...cut.map((side) => side * fineness), ...cut);
  ctx.globalAlpha = 1;
}

/** Sponge shading: dots thrown over a box and kept with the probability `density(x, y)`; only on what is painted. */
export function sponge(ctx, random, { box, count, size, ink, density }) {
  ctx.save();
  ctx.globalCompositeOperation = 'source-atop';
  ctx.fillStyle = ink;
  for (let dot = 0; dot < count; dot++) {
    const [x, y] = [box.x + random() * box.width, box.y + random() * box.height];
    const [radius, luck] = [size * (0.5 + random() * 0.8), random()];
    if (luck < density(x, y)) {
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, Math.PI * 2);
      ctx.fill();
    }
  }
  ctx.restore();
}

/** Fills everything below the line y = height(x), from left to right. */
export function below(ctx, width, bottom, height) {
  ctx.beginPath();
  ctx.moveTo(0, bottom);
  for (let x = 0; x <= width; x += 1) {
    ctx.lineTo(x, height(x));
  }
  ctx.lineTo(width, bottom);
  ctx.closePath();
  ctx.fill();
}
