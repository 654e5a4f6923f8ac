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
    [52, 0.62],
    [84, 0.43],
    [124, 0.28],
    [174, 0.16],
    [236, 0.07],
  ];
  light.addColorStop(0, veil(inks.halo, 0.9));
  let inner = 26;
  for (const [radius, strength] of rings) {
    light.addColorStop((inner + 3) / reach, veil(inks.halo, strength));
    light.addColorStop((radius - 4) / reach, veil(inks.halo, strength * 0.78));
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
      const tone = 0.6 * (noise(x / 2.6, y / 2.6, 5) - 0.5) + 0.5 * (noise(x / 46, y / 15, 6) - 0.5);
      image.data.fill(tone > 0 ? 255 : 40, at, at + 3);
      image.data[at + 3] = Math.min(255, Math.abs(tone) * 62);
    }
  }
  page.ctx.putImageData(image, 0, 0);
  return page.canvas;
}

/** A fair-weather cloud: a flat base, heaped shoulders, lit on the side of the sun. */
export function cloud({ width, height, seed }) {
  const base = height - 4;
  return cutOut({
    width,
    height,
    seed,
    grain: 0.035,
    paint(ctx, inks, random) {
      const tone = ctx.createLinearGradient(0, 0, 0, height);
      tone.addColorStop(0.05, inks.cloudLight);
      tone.addColorStop(0.55, inks.cloudLight);
      tone.addColorStop(1, inks.cloudShade);
      ctx.fillStyle = tone;
      ctx.beginPath();
      ctx.rect(0, 0, width, base);
      ctx.clip();
      ctx.beginPath();
      const heaps = Math.round(width / 15);
      for (let heap = 0; heap <= heaps; heap++) {
        const along = heap / heaps;
        const swell = Math.sin(Math.PI * along) ** 0.8;
        const radius = (0.16 + 0.32 * swell) * height * (0.7 + random() * 0.5);
        const x = radius + along * (width - 2 * radius);
        ctx.moveTo(x + radius * 1.3, base);
        ctx.ellipse(x, base - radius * (0.3 + swell * 0.5), radius * 1.3, radius, 0, 0, Math.PI * 2);
      }
      ctx.fill();
      sponge(ctx, random, {
        box: { x: 0, y: 0, width, height },
        count: width * height * 0.5,
        size: 0.55,
        ink: veil(inks.cloudShade, 0.75),
        density: (x, y) => ((y / height) * 1.05 - 0.2 * (x / width)) ** 2.4,
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
