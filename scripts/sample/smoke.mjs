import { chance, lattice } from './chance.mjs';
import { veil } from './palette.mjs';
import { cutOut, sponge } from './paper.mjs';

/**
 * One puff of smoke as two cut-outs: its body in shade, and its heaps in the light from the right. A plume lays all the
 * bodies first, so that the puffs melt together.
 */
export function puff(seed) {
  const draw = chance(seed);
  const lobes = Array.from({ length: 9 }, (_, i) => ({
    angle: i * 0.7 + draw() * 0.5,
    reach: 8 + draw() * 7,
    radius: 8 + draw() * 6,
  }));
  const side = (paint) => cutOut({ width: 60, height: 60, seed, grain: 0.05, paint });
  const heap = (ctx, shift, shrink) => {
    for (const { angle, reach, radius } of lobes) {
      const [x, y] = [30 + shift + Math.cos(angle) * reach, 30 - shift * 1.5 + Math.sin(angle) * reach * 0.8];
      ctx.beginPath();
      ctx.arc(x, y, radius * shrink, 0, Math.PI * 2);
      ctx.fill();
    }
  };
  return {
    body: side((ctx, inks) => {
      ctx.fillStyle = inks.smokeShade;
      heap(ctx, 0, 1);
    }),
    light: side((ctx, inks, random) => {
      ctx.fillStyle = inks.smoke;
      heap(ctx, 2, 0.86);
      sponge(ctx, random, {
        box: { x: 0, y: 0, width: 60, height: 60 },
        count: 3400,
        size: 0.7,
        ink: veil(inks.smokeShade, 0.55),
        density: (x, y) => Math.max(0, (y - x * 0.55 - 2) / 44) ** 1.3,
      });
    }),
  };
}

/**
 * Where the smoke hangs at a frame, oldest first. A puff is left in the air where the chimney was, so it barely moves on
 * the screen: it rises, slows, widens and thins. `chimneyAt(frame)` and `wind` in picture units.
 */
export function smokeAt(frame, chimneyAt, wind) {
  const [beat, life] = [5, 150];
  const puffs = [];
  for (let index = Math.ceil((frame - life) / beat); index * beat <= frame; index++) {
    const age = frame - index * beat;
    const start = chimneyAt(index * beat);
    const luck = (n) => lattice(index, n, 77);
    const part = age / life;
    puffs.push({
      kind: ((index % 5) + 5) % 5,
      x: start.x - wind * age + (luck(1) - 0.5) * 0.16 * age,
      y: start.y - 3 - 44 * (1 - Math.exp(-age / 60)) * (0.75 + 0.5 * luck(2)),
      size: 8 + 50 * (1 - Math.exp(-age / 60)) * (0.7 + 0.6 * luck(3)),
      opacity: 0.96 * Math.min(1, age / 3) * (1 - part) ** 0.9,
    });
  }
  return puffs;
}
