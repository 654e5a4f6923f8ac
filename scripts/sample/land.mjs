import { terrain } from './chance.mjs';
import { veil } from './palette.mjs';
import { below, cutOut, sponge } from './paper.mjs';

/** Far peaks with lit and shaded faces, fading into mist at their feet. All layers are as tall as the picture. */
export function mountains({ width, height, seed }) {
  const ridge = (x) => {
    const fold = terrain(x / 92, 0, seed, 5);
    return 188 - 92 * Math.abs(fold * 2 - 1) ** 0.85 - 26 * terrain(x / 210, 3, seed + 9, 2);
  };
  return cutOut({
    width,
    height,
    seed,
    grain: 0.06,
    paint(ctx, inks, random) {
      ctx.fillStyle = inks.peak;
      below(ctx, width, 260, ridge);
      ctx.save();
      ctx.globalCompositeOperation = 'source-atop';
      for (let x = 0; x < width; x += 0.9) {
        const slope = ridge(x + 3) - ridge(x - 3);
        const lit = slope > 0;
        const steep = Math.min(1, Math.abs(slope) / 5);
        ctx.strokeStyle = veil(lit ? inks.peakLight : inks.peakShade, 0.25 + 0.5 * steep * random());
        ctx.lineWidth = 0.6 + random() * 1.1;
        const top = ridge(x) + random() ** 2 * 16 - 1;
        const run = (8 + random() * 40) * (0.3 + 0.7 * steep);
        ctx.beginPath();
        ctx.moveTo(x, top);
        ctx.quadraticCurveTo(
          x + (lit ? 1 : -1) * run * 0.2,
          top + run * 0.5,
          x + (lit ? 9 : -9) * steep,
          top + run,
        );
        ctx.stroke();
      }
      const haze = ctx.createLinearGradient(0, 118, 0, 214);
      haze.addColorStop(0, veil(inks.mist, 0));
      haze.addColorStop(1, veil(inks.mist, 0.97));
      ctx.fillStyle = haze;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
      sponge(ctx, random, {
        box: { x: 0, y: 96, width, height: 110 },
        count: width * 26,
        size: 0.5,
        ink: veil(inks.mist, 0.6),
        density: (_x, y) => ((y - 96) / 110) ** 1.6,
      });
    },
  });
}

function conifer(ctx, x, foot, tall, inks, ink) {
  ctx.fillStyle = ink;
  ctx.beginPath();
  ctx.moveTo(x, foot - tall);
  ctx.lineTo(x + tall * 0.24, foot);
  ctx.lineTo(x - tall * 0.24, foot);
  ctx.fill();
  ctx.fillStyle = veil(inks.forestLight, 0.55);
  ctx.beginPath();
  ctx.moveTo(x, foot - tall);
  ctx.lineTo(x + tall * 0.24, foot);
  ctx.lineTo(x + tall * 0.05, foot);
  ctx.fill();
}

/** Wooded hills: rows of small conifers, thinning into clearings. */
export function forest({ width, height, seed }) {
  const ridge = (x) => 206 - 44 * terrain(x / 150, 1, seed, 3) + 8 * Math.sin(x / 61);
  return cutOut({
    width,
    height,
    seed,
    grain: 0.06,
    paint(ctx, inks, random) {
      ctx.fillStyle = inks.forest;
      below(ctx, width, 290, ridge);
      for (let row = 0; row < 15; row++) {
        for (let x = -4; x < width + 4; x += 3.2 + random() * 2.6) {
          const foot = ridge(x) + 2 + row * 5 + random() * 4;
          const wood = terrain(x / 46, row / 2.4, seed + 31, 3);
          const tall = 6 + random() * 6;
          const kind = random();
          if (wood > 0.43 || row === 0) {
            conifer(ctx, x, foot, tall, inks, kind < 0.45 ? inks.forestShade : inks.forest);
          }
        }
      }
      ctx.save();
      ctx.globalCompositeOperation = 'source-atop';
      const haze = ctx.createLinearGradient(0, 168, 0, 250);
      haze.addColorStop(0, veil(inks.valleyMist, 0.05));
      haze.addColorStop(1, veil(inks.valleyMist, 0.85));
      ctx.fillStyle = haze;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  });
}

function roundTree(ctx, x, foot, size, inks) {
  ctx.fillStyle = inks.hedge;
  ctx.fillRect(x - 0.5, foot - size * 0.5, 1, size * 0.5);
  ctx.fillStyle = inks.tree;
  ctx.beginPath();
  ctx.ellipse(x, foot - size * 0.75, size * 0.46, size * 0.56, 0, 0, Math.PI * 2);
  ctx.fill();
  ctx.fillStyle = veil(inks.treeLight, 0.85);
  ctx.beginPath();
  ctx.ellipse(x + size * 0.13, foot - size * 0.88, size * 0.26, size * 0.34, 0.3, 0, Math.PI * 2);
  ctx.fill();
}

function house(ctx, x, foot, size, inks) {
  ctx.fillStyle = inks.wall;
  ctx.fillRect(x, foot - size * 0.55, size, size * 0.55);
  ctx.fillStyle = veil(inks.stoneShade, 0.55);
  ctx.fillRect(x, foot - size * 0.55, size * 0.42, size * 0.55);
  ctx.fillStyle = inks.roof;
  ctx.beginPath();
  ctx.moveTo(x - size * 0.1, foot - size * 0.5);
  ctx.lineTo(x + size * 0.28, foot - size);
  ctx.lineTo(x + size * 0.8, foot - size);
  ctx.lineTo(x + size * 1.1, foot - size * 0.5);
  ctx.fill();
  ctx.fillStyle = inks.iron;
  ctx.fillRect(x + size * 0.6, foot - size * 0.36, size * 0.13, size * 0.18);
}

function village(ctx, x, foot, inks, random) {
  for (let at = 0; at < 5; at++) {
    house(ctx, x - 30 + at * 15 + random() * 5, foot + random() * 5, 8 + random() * 4, inks);
  }
  ctx.fillStyle = inks.wall;
  ctx.fillRect(x + 3, foot - 21, 6, 20);
  ctx.fillStyle = veil(inks.stoneShade, 0.5);
  ctx.fillRect(x + 3, foot - 21, 2.4, 20);
  ctx.fillStyle = inks.roof;
  ctx.beginPath();
  ctx.moveTo(x + 2, foot - 20);
  ctx.lineTo(x + 6, foot - 37);
  ctx.lineTo(x + 10, foot - 20);
  ctx.fill();
}

/** Farmland: swells of land cut into strips, each ploughed its own way, with hedges, trees and a village. */
export function farmland({ width, height, seed }) {
  const swells = [
    { lift: 222, tall: 30, pitch: 190, lean: 0.9 },
    { lift: 243, tall: 30, pitch: 150, lean: -0.8 },
    { lift: 263, tall: 26, pitch: 120, lean: 1.1 },
  ];
  return cutOut({
    width,
    height,
    seed,
    grain: 0.07,
    paint(ctx, inks, random) {
      swells.forEach((swell, index) => {
        const crest = (x) => swell.lift - swell.tall * terrain(x / swell.pitch, index * 5, seed + index, 2);
        ctx.save();
        ctx.beginPath();
        ctx.moveTo(0, 300);
        for (let x = 0; x <= width; x++) {
          ctx.lineTo(x, crest(x));
        }
        ctx.lineTo(width, 300);
        ctx.clip();
        ctx.fillStyle = inks.fields[index];
        ctx.fillRect(0, 0, width, height);
        let x = -60;
        while (x < width + 60) {
          const wide = 26 + random() * 44;
          const bend = (depth) => swell.lean * depth * 0.9 + depth * depth * 0.012 * swell.lean;
          const ink = inks.fields[Math.floor(random() * inks.fields.length)];
          const rows = 4 + Math.floor(random() * 7);
          const edge = (from) => {
            for (let depth = -40; depth <= 60; depth += 4) {
              ctx.lineTo(from + bend(depth + 20), swell.lift - 12 + depth);
            }
          };
          ctx.fillStyle = ink;
          ctx.beginPath();
          edge(x);
          ctx.lineTo(x + wide + bend(80), swell.lift + 60);
          for (let depth = 60; depth >= -40; depth -= 4) {
            ctx.lineTo(x + wide + bend(depth + 20), swell.lift - 12 + depth);
          }
          ctx.fill();
          ctx.strokeStyle = veil(inks.furrow, 0.34);
          ctx.lineWidth = 0.7;
          for (let row = 1; row < rows; row++) {
            ctx.beginPath();
            edge(x + (wide * row) / rows);
            ctx.stroke();
          }
          ctx.strokeStyle = veil(inks.hedge, 0.75);
          ctx.lineWidth = 1.3;
          ctx.beginPath();
          edge(x);
          ctx.stroke();
          for (let depth = -12; depth < 40; depth += 5 + random() * 10) {
            const bush = 3 + random() * 4;
            if (random() < 0.55) {
              roundTree(ctx, x + bend(depth + 20), swell.lift - 10 + depth, bush, inks);
            }
          }
          x += wide;
        }
        ctx.restore();
        ctx.strokeStyle = veil(inks.fields[5], 0.7);
        ctx.lineWidth = 0.9;
        ctx.beginPath();
        for (let along = 0; along <= width; along++) {
          ctx.lineTo(along, crest(along));
        }
        ctx.stroke();
        for (let clump = 4; clump < width; clump += 34 + random() * 60) {
          const count = 2 + Math.floor(random() * 6);
          for (let tree = 0; tree < count; tree++) {
            const at = clump + tree * 4.6 + random() * 3;
            roundTree(ctx, at, crest(at) + 2 + random() * 3, 8 + random() * 6, inks);
          }
        }
        if (index === 2) {
          village(ctx, 268, crest(268) + 12, inks, random);
          village(ctx, 566, crest(566) + 12, inks, random);
        }
      });
      sponge(ctx, random, {
        box: { x: 0, y: 190, width, height: 100 },
        count: width * 30,
        size: 0.5,
        ink: veil(inks.hedge, 0.5),
        density: (_x, y) => 0.08 + 0.5 * Math.max(0, (y - 240) / 50) ** 1.5,
      });
    },
  });
}
