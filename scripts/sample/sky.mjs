import { noise } from './chance.mjs';
import { veil } from './palette.mjs';
import { cutOut, sheet, sponge } from './paper.mjs';

/** The open sky down to the horizon, which is below the ridges. */
export function paintSky(ctx, inks, width, horizon) {
  const air = ctx.createLinearGradient(0, 0, 0, horizon);
  [0, 0.3, 0.58, 0.82, 1].forEach((at, i) => air.addColorStop(at, inks.sky[i]));
  ctx.fillStyle = air;
  ctx.fillRect(0, 0, width, horizon + 200);
}

/** The sun with its printed rings of light: flat steps with soft shoulders, each ring paler than the one inside. */
export function paintSun(ctx, inks, x, y) {
  const reach = 250;
  const light = ctx.createRadialGradient(x, y, 0, x, y, reach);
  const rings = [
    [50, 0.74],
    [80, 0.5],
    [118, 0.32],
    [168, 0.18],
    [232, 0.08],
  ];
  light.addColorStop(0, veil(inks.halo, 0.9));
  let inner = 26;
  for (const [radius, strength] of rings) {
    light.addColorStop((inner + 2) / reach, veil(inks.halo, strength));
    light.addColorStop((radius - 2) / reach, veil(inks.halo, strength * 0.9));
    inner = radius;
  }
  light.addColorStop(1, veil(inks.halo, 0));
  ctx.fillStyle = light;
  ctx.fillRect(x - reach, y - reach, reach * 2, reach * 2);
  const disc = ctx.createRadialGradient(x - 5, y - 7, 4, x, y, 25);
  disc.addColorStop(0, inks.sun);
  disc.addColorStop(0.93, inks.sun);
  disc.addColorStop(1, veil(inks.sun, 0));
  ctx.fillStyle = disc;
  ctx.fillRect(x - 26, y - 26, 52, 52);
}

/** The tooth of the paper the sky is printed on: a translucent sheet of faint light and dark. */
export function skyGrain(width, height) {
  const page = sheet(width, height);
  const image = page.ctx.createImageData(page.canvas.width, page.canvas.height);
  for (let y = 0, at = 0; y < page.canvas.height; y++) {
    for (let x = 0; x < page.canvas.width; x++, at += 4) {
      const tone = 0.55 * (noise(x / 2.6, y / 2.6, 5) - 0.5) + 0.3 * (noise(x / 70, y / 19, 6) - 0.5);
      image.data.fill(tone > 0 ? 255 : 40, at, at + 3);
      image.data[at + 3] = Math.min(255, Math.abs(tone) * 46);
    }
  }
  page.ctx.putImageData(image, 0, 0);
  return page.canvas;
}

/** A fair-weather cloud: a long flat base drawn out to points, heaped shoulders, lit from the right and above. */
export function cloud({ width, height, seed }) {
  const base = height - 5;
  return cutOut({
    width,
    height,
    seed,
    grain: 0.035,
    paint(ctx, inks, random) {
      const lean = 0.35 + random() * 0.3;
      const heaps = Array.from({ length: Math.round(width / 5) }, (_, index) => {
        const along = (index + random()) / Math.round(width / 5);
        const swell = Math.exp(-(((along - lean) / 0.3) ** 2)) * (0.35 + 0.65 * random());
        const radius = height * (0.09 + 0.2 * swell) * (0.85 + 0.3 * random());
        const x = width * (0.1 + 0.8 * along);
        return { x, y: base - radius * 0.3 - swell * (height * 0.9 - 2 * radius), radius };
      });
      const lump = ({ x, y, radius }, shift, shrink) => {
        ctx.beginPath();
        ctx.ellipse(x + shift, y - shift * 0.7, radius * 1.4 * shrink, radius * shrink, 0, 0, Math.PI * 2);
        ctx.fill();
      };
      ctx.fillStyle = inks.cloudShade;
      ctx.beginPath();
      ctx.moveTo(0, base + 1);
      ctx.bezierCurveTo(
        width * 0.2,
        base - height * 0.04,
        width * 0.3,
        base - height * 0.14,
        width * lean,
        base - height * 0.2,
      );
      ctx.bezierCurveTo(
        width * 0.7,
        base - height * 0.14,
        width * 0.8,
        base - height * 0.04,
        width,
        base + 1,
      );
      ctx.bezierCurveTo(width * 0.7, base + 5, width * 0.3, base + 5, 0, base + 1);
      ctx.fill();
      heaps.sort((one, other) => one.y - other.y);
      for (const heap of heaps) {
        ctx.fillStyle = inks.cloudShade;
        lump(heap, 0, 1);
        ctx.fillStyle = inks.cloudLight;
        lump(heap, heap.radius * 0.16, 0.9);
      }
      ctx.globalCompositeOperation = 'source-atop';
      const dusk = ctx.createLinearGradient(0, height * 0.42, 0, base + 3);
      dusk.addColorStop(0, veil(inks.cloudShade, 0));
      dusk.addColorStop(1, veil(inks.cloudShade, 0.75));
      ctx.fillStyle = dusk;
      ctx.fillRect(0, 0, width, height);
      ctx.globalCompositeOperation = 'destination-out';
      ctx.fillStyle = '#000000';
      ctx.fillRect(0, base + 2.4, width, 10);
      ctx.globalCompositeOperation = 'source-over';
      sponge(ctx, random, {
        box: { x: 0, y: 0, width, height },
        count: width * height * 0.9,
        size: 0.4,
        ink: veil(inks.cloudShade, 0.6),
        density: (x, y) => ((y / height) * 1.1 - 0.25 * (x / width)) ** 2,
      });
    },
  });
}

/** A long thin veil of high cloud, tapered at both ends. */
export function streak({ width, height, seed }) {
  return cutOut({
    width,
    height,
    seed,
    grain: 0.03,
    paint(ctx, inks, random) {
      for (let brush = 0; brush < 9; brush++) {
        const length = width * (0.35 + random() * 0.6);
        const [x, y] = [random() * (width - length), height * (0.15 + 0.7 * random())];
        const thick = 1 + random() * height * 0.11;
        const taper = ctx.createLinearGradient(x, 0, x + length, 0);
        taper.addColorStop(0, veil(inks.streak, 0));
        taper.addColorStop(0.35 + random() * 0.3, veil(inks.streak, 0.75));
        taper.addColorStop(1, veil(inks.streak, 0));
        ctx.fillStyle = taper;
        ctx.beginPath();
        ctx.ellipse(x + length / 2, y, length / 2, thick, 0, 0, Math.PI * 2);
        ctx.fill();
      }
    },
  });
}
