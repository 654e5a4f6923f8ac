import { lattice, terrain } from './chance.mjs';
import { veil } from './palette.mjs';
import { below, cutOut, sponge } from './paper.mjs';
import { shore } from './viaduct.mjs';

/**
 * The lake: what stands above the shore, mirrored and darkened, broken by ripples. A ripple's speed over the screen grows
 * with its nearness, like every point of a plane the camera passes. `mirror` is a sheet of the picture without the lake.
 */
export function paintLake(ctx, inks, { mirror, width, height, frame, sun, farSpeed, nearSpeed }) {
  const deep = height - shore;
  for (let row = 0; row < deep; row += 0.5) {
    const sway = Math.sin(row * 0.9 + frame * 0.035) * (0.25 + row * 0.022);
    const source = Math.max(0, shore - 1 - row * 1.95);
    const fine = mirror.canvas.width / width;
    ctx.drawImage(mirror.canvas, 0, source * fine, width * fine, 1, sway, shore + row, width, 0.55);
  }
  const tint = ctx.createLinearGradient(0, shore, 0, height);
  tint.addColorStop(0, veil(inks.water, 0.3));
  tint.addColorStop(1, veil(inks.ripple, 0.66));
  ctx.fillStyle = tint;
  ctx.fillRect(0, shore, width, deep);
  ctx.lineCap = 'round';
  const wide = 1000;
  for (let index = 0; index < 900; index++) {
    const luck = (n) => lattice(index, n, 41);
    const depth = luck(1) ** 1.3;
    const y = shore + 1.5 + depth * (deep - 2);
    const travel = frame * (farSpeed + (nearSpeed - farSpeed) * depth);
    const x = luck(2) * wide - travel + 20;
    const length = (3 + luck(3) * 12) * (0.5 + depth);
    const blaze = Math.exp(-(((x + length / 2 - sun.x) / (20 + depth * 46)) ** 2));
    const bright = luck(4) < 0.3 + blaze;
    ctx.strokeStyle = bright ? veil(inks.glint, 0.2 + 0.75 * blaze) : veil(inks.ripple, 0.46);
    ctx.lineWidth = 0.5 + depth * 1.1;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + length, y);
    ctx.stroke();
  }
}

/** A small sailing boat with its reflection below it; the waterline is at 34. */
export function boat({ seed }) {
  return cutOut({
    width: 40,
    height: 58,
    seed,
    grain: 0.06,
    paint(ctx, inks) {
      const sails = () => {
        ctx.fillStyle = inks.cream;
        ctx.beginPath();
        ctx.moveTo(19, 3);
        ctx.quadraticCurveTo(27, 16, 30, 27);
        ctx.lineTo(19, 28);
        ctx.fill();
        ctx.fillStyle = inks.flower;
        ctx.beginPath();
        ctx.moveTo(17.6, 6);
        ctx.quadraticCurveTo(13, 18, 9, 27.5);
        ctx.lineTo(17.6, 28);
        ctx.fill();
        ctx.fillStyle = inks.iron;
        ctx.fillRect(18, 2, 0.8, 28);
        ctx.beginPath();
        ctx.moveTo(6, 29.4);
        ctx.lineTo(34, 29.4);
        ctx.quadraticCurveTo(30, 34, 26, 34);
        ctx.lineTo(12, 34);
        ctx.quadraticCurveTo(8, 34, 6, 29.4);
        ctx.fill();
      };
      sails();
      ctx.save();
      ctx.translate(0, 34 + 34 * 0.66);
      ctx.scale(1, -0.66);
      ctx.globalAlpha = 0.42;
      sails();
      ctx.restore();
    },
  });
}

function blade(ctx, x, foot, tall, lean, ink, thick) {
  ctx.strokeStyle = ink;
  ctx.lineWidth = thick;
  ctx.lineCap = 'round';
  ctx.beginPath();
  ctx.moveTo(x, foot);
  ctx.quadraticCurveTo(x + lean * 0.2, foot - tall * 0.6, x + lean, foot - tall);
  ctx.stroke();
}

function pine(ctx, x, foot, tall, inks, random) {
  ctx.fillStyle = inks.bankShade;
  ctx.beginPath();
  ctx.moveTo(x - 4, foot);
  ctx.lineTo(x - 1, foot - tall);
  ctx.lineTo(x + 1, foot - tall);
  ctx.lineTo(x + 4, foot);
  ctx.fill();
  for (let at = 0; at < 1; at += 0.025) {
    const reach = (at ** 0.95 * 0.24 + 0.008) * tall;
    const y = foot - tall + at * tall * 0.9;
    for (const side of [-1, 1]) {
      const long = reach * (0.65 + random() * 0.5);
      for (let needle = 0; needle < 12; needle++) {
        const out = (needle / 12) * long;
        const lit = side > 0 && random() < 0.5;
        blade(
          ctx,
          x + side * out,
          y + out * 0.28,
          -(2 + random() * 5) * (0.35 + at),
          side * (2.5 + random() * 4) * (0.3 + at),
          lit ? inks.bankLight : random() < 0.5 ? inks.bank : inks.bankShade,
          1 + at * 0.6,
        );
      }
    }
  }
}

/** The near bank: grasses, reeds, flowers, and pines that frame the first and the last picture. */
export function bank({ width, height, seed, pines }) {
  const rise = (x) => 354 - 26 * terrain(x / 170, 2, seed, 3) + 7 * Math.sin(x / 118 + 1);
  return cutOut({
    width,
    height,
    seed,
    grain: 0.08,
    paint(ctx, inks, random) {
      for (const { x, tall } of pines) {
        pine(ctx, x, rise(x) + 12, tall, inks, random);
      }
      for (let x = -5; x < width + 5; x += 1.4) {
        const tall = 4 + random() * 11;
        blade(
          ctx,
          x,
          rise(x) + 3,
          tall,
          (random() - 0.35) * 8,
          random() < 0.3 ? inks.bankLight : inks.bank,
          1,
        );
      }
      ctx.fillStyle = inks.bank;
      below(ctx, width, height, rise);
      for (let tuft = 0; tuft < width * 5; tuft++) {
        const x = random() * width;
        const down = random() ** 1.4 * 40;
        const patch = terrain(x / 30, down / 11, seed + 3, 2);
        const ink = patch + (random() - 0.5) * 0.3 > 0.52 ? inks.bankLight : inks.bankShade;
        blade(ctx, x, rise(x) + down + 5, 3 + random() * 7, (random() - 0.35) * 6, veil(ink, 0.8), 0.9);
      }
      for (let x = 10; x < width; x += 60 + random() * 110) {
        for (let reed = 0; reed < 7; reed++) {
          const at = x + (random() - 0.5) * 26;
          const tall = 20 + random() * 20;
          const lean = (random() - 0.3) * 9;
          blade(ctx, at, rise(at) + 8, tall, lean, inks.bankShade, 1.1);
          blade(ctx, at + lean, rise(at) + 10 - tall, 5, lean * 0.15, inks.roof, 2.1);
        }
      }
      for (let patch = 0; patch < width / 26; patch++) {
        const [centre, ink] = [random() * width, random() < 0.55 ? inks.flower : inks.flowerPale];
        for (let flower = 0; flower < 9; flower++) {
          const x = centre + (random() - 0.5) * 34;
          ctx.fillStyle = ink;
          ctx.beginPath();
          ctx.arc(x, rise(x) + random() * 22 - 3, 1 + random() * 0.9, 0, Math.PI * 2);
          ctx.fill();
        }
      }
      sponge(ctx, random, {
        box: { x: 0, y: 300, width, height: 60 },
        count: width * 16,
        size: 0.6,
        ink: veil(inks.bankShade, 0.7),
        density: (_x, y) => Math.max(0, (y - 330) / 36) ** 1.4,
      });
    },
  });
}
