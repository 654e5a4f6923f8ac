import { veil } from './palette.mjs';
import { cutOut, sponge } from './paper.mjs';

/** Height of the rails and of the water at the piers, in picture units from the top. */
export const rails = 196;
export const shore = 280;

const span = 76;
const pier = 15;
const deck = 19;

function archPath(ctx, left) {
  const [from, to, spring] = [left + pier / 2, left + span - pier / 2, rails + deck + 29];
  const middle = (from + to) / 2;
  const radius = (to - from) / 2;
  ctx.moveTo(from - 2, shore + 6);
  ctx.lineTo(from, spring);
  ctx.ellipse(middle, spring, radius, 29, 0, Math.PI, 0);
  ctx.lineTo(to + 2, shore + 6);
  ctx.closePath();
}

/** A stone viaduct on slender piers, open between them. */
export function viaduct({ width, height, seed }) {
  return cutOut({
    width,
    height,
    seed,
    grain: 0.09,
    paint(ctx, inks, random) {
      const tone = ctx.createLinearGradient(0, rails, 0, shore);
      tone.addColorStop(0, inks.stoneLight);
      tone.addColorStop(0.3, inks.stone);
      tone.addColorStop(1, inks.stoneShade);
      ctx.fillStyle = tone;
      ctx.fillRect(0, rails, width, shore - rails + 4);
      for (let course = 0, y = rails + 5; y < shore + 4; course++, y += 3.6) {
        ctx.strokeStyle = veil(inks.stoneShade, 0.42);
        ctx.lineWidth = 0.5;
        ctx.beginPath();
        ctx.moveTo(0, y);
        ctx.lineTo(width, y);
        ctx.stroke();
        for (let x = (course % 2) * 3; x < width; x += 5 + random() * 3.4) {
          ctx.beginPath();
          ctx.moveTo(x, y);
          ctx.lineTo(x, y + 3.6);
          ctx.stroke();
          const luck = random();
          if (luck < 0.26) {
            ctx.fillStyle = veil(luck < 0.12 ? inks.stoneLight : inks.stoneDeep, 0.22 + random() * 0.25);
            ctx.fillRect(x, y, 5, 3.6);
          }
        }
      }
      ctx.globalCompositeOperation = 'destination-out';
      ctx.fillStyle = '#000000';
      for (let left = 8 - span; left < width; left += span) {
        ctx.beginPath();
        archPath(ctx, left);
        ctx.fill();
      }
      ctx.globalCompositeOperation = 'source-over';
      for (let left = 8 - span; left < width; left += span) {
        // The thickness of the arch is seen on its left side only: the light comes from the right.
        ctx.save();
        ctx.beginPath();
        archPath(ctx, left);
        ctx.clip();
        ctx.beginPath();
        ctx.rect(left - 4, rails, span + 8, 120);
        archPath(ctx, left + 5.5);
        ctx.fillStyle = inks.stoneDeep;
        ctx.fill('evenodd');
        ctx.restore();
        ctx.strokeStyle = inks.stoneLight;
        ctx.lineWidth = 1.6;
        ctx.beginPath();
        ctx.ellipse(left + span / 2, rails + deck + 29, span / 2 - pier / 2 + 0.8, 30, 0, Math.PI, 0);
        ctx.stroke();
        ctx.fillStyle = inks.stoneLight;
        ctx.fillRect(left - pier / 2 - 1.4, rails + deck + 28, pier + 2.8, 2.2);
        ctx.fillStyle = veil(inks.stoneLight, 0.75);
        ctx.fillRect(left + pier / 2 - 2.6, rails + deck + 31, 2.4, shore - rails - deck - 31);
      }
      sponge(ctx, random, {
        box: { x: 0, y: rails, width, height: shore - rails },
        count: width * 34,
        size: 0.5,
        ink: veil(inks.stoneDeep, 0.55),
        density: (_x, y) => 0.03 + 0.6 * ((y - rails) / (shore - rails)) ** 2,
      });
      ctx.fillStyle = inks.stoneShade;
      ctx.fillRect(0, rails + 5, width, 1.4);
      ctx.fillStyle = inks.stoneLight;
      ctx.fillRect(0, rails + 1, width, 4);
      for (let x = 3; x < width; x += 9.5) {
        ctx.fillStyle = veil(inks.stoneShade, 0.5);
        ctx.fillRect(x, rails + 1, 0.7, 4);
      }
      ctx.clearRect(0, shore + 3, width, 20);
    },
  });
}
