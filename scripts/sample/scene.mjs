import { veil, inksAt } from './palette.mjs';
import { lay, sheet } from './paper.mjs';
import { farmland, forest, mountains } from './land.mjs';
import { bank, boat, paintLake } from './near.mjs';
import { cloud, paintSky, paintSun, skyGrain, streak } from './sky.mjs';
import { puff, smokeAt } from './smoke.mjs';
import { chimney, paintRod, train, trainFoot } from './train.mjs';
import { rails, shore, viaduct } from './viaduct.mjs';

/** The film: 640x360 at 16 frames a second, frames 0 to 110, painted by hand at the keyframes. */
export const film = { width: 640, height: 360, fps: 16, last: 110, keyframes: [0, 25, 54, 80, 110] };

/**
 * How far each layer moves over the screen in one frame, in pixels. The longest gap is 30 frames, so the nearest layer
 * moves 57 pixels between two keyframes and the farthest 5.
 */
const speed = {
  streaks: 0.12,
  clouds: 0.42,
  mountains: 0.17,
  forest: 0.34,
  farmland: 0.52,
  viaduct: 0.72,
  boat: 0.45,
  farWater: 0.74,
  nearWater: 1.5,
  bank: 1.9,
  train: 1.25,
};

const cloudsInTheSky = [
  { x: 40, y: 30, width: 176, height: 46, seed: 201 },
  { x: 300, y: 16, width: 104, height: 28, seed: 202 },
  { x: 548, y: 40, width: 196, height: 54, seed: 203 },
  { x: 224, y: 78, width: 84, height: 21, seed: 204 },
];
const streaksInTheSky = [
  { x: 300, y: 82, width: 300, height: 34, seed: 211 },
  { x: -60, y: 96, width: 290, height: 30, seed: 212 },
  { x: 150, y: 2, width: 330, height: 26, seed: 213 },
];

const across = (pace) => film.width + pace * film.last + 8;

/**
 * Cuts out the paper for the whole world, which takes a few seconds, and returns what paints a moment of it.
 *
 * `paint(ctx, frame)` fills 640x360 pixels of a 2D context; `frame` may be any real number from 0 to 110. The same frame
 * always gives the same picture, so the true pictures between the keyframes can be painted to judge a guess at them.
 */
export function openScene() {
  const { width, height } = film;
  const layer = (make, pace, seed, rest = {}) => make({ width: across(pace), height, seed, ...rest });
  const pieces = {
    grain: skyGrain(width, height),
    streaks: streaksInTheSky.map((one) => ({ ...one, ...streak(one) })),
    clouds: cloudsInTheSky.map((one) => ({ ...one, ...cloud(one) })),
    mountains: layer(mountains, speed.mountains, 11),
    forest: layer(forest, speed.forest, 23),
    farmland: layer(farmland, speed.farmland, 37),
    viaduct: layer(viaduct, speed.viaduct, 53),
    train: train({ seed: 61 }),
    puffs: [71, 72, 73, 74, 75].map(puff),
    boat: boat({ seed: 83 }),
    bank: layer(bank, speed.bank, 97, {
      pines: [
        { x: 34, tall: 196 },
        { x: 74, tall: 120 },
        { x: 818, tall: 210 },
        { x: 772, tall: 118 },
      ],
    }),
  };
  const page = sheet(width, height);
  const scratch = sheet(width, height);
  const mirror = sheet(width, height);

  return function paint(ctx, frame) {
    const warmth = frame / film.last;
    const inks = inksAt(warmth);
    const sun = { x: 474 + 0.1 * frame, y: 142 - 0.36 * frame };
    const put = (piece, x, y) => lay(page.ctx, scratch, piece, x, y, warmth);

    paintSky(page.ctx, inks, width, 214);
    paintSun(page.ctx, inks, sun.x, sun.y);
    page.ctx.drawImage(pieces.grain, 0, 0, width, height);
    pieces.streaks.forEach((piece) => put(piece, piece.x - speed.streaks * frame, piece.y));
    pieces.clouds.forEach((piece) => put(piece, piece.x - speed.clouds * frame, piece.y));
    put(pieces.mountains, -speed.mountains * frame, 0);
    put(pieces.forest, -speed.forest * frame, 0);
    put(pieces.farmland, -speed.farmland * frame, -6);
    paintSmoke(frame, warmth);
    const left = trainAt(frame);
    put(pieces.train, left, rails - trainFoot + 2.5);
    paintRod(page.ctx, inks, left, rails - trainFoot + 2.5, ((speed.train + speed.viaduct) * frame) / 5.2);
    put(pieces.viaduct, -speed.viaduct * frame, 0);
    mirror.ctx.drawImage(page.canvas, 0, 0, width, height);
    paintLake(page.ctx, inks, {
      mirror,
      width,
      height,
      frame,
      sun,
      farSpeed: speed.farWater,
      nearSpeed: speed.nearWater,
    });
    put(pieces.boat, 214 - speed.boat * frame, shore - 17);
    put(pieces.bank, -speed.bank * frame, 0);
    paintAir(inks, sun);

    ctx.imageSmoothingEnabled = true;
    ctx.imageSmoothingQuality = 'high';
    ctx.drawImage(page.canvas, 0, 0, width, height);
  };

  function trainAt(frame) {
    return 8 + speed.train * frame;
  }

  function paintSmoke(frame, warmth) {
    const chimneyAt = (at) => ({ x: trainAt(at) + chimney.x, y: rails - trainFoot + 2.5 + chimney.y });
    const plume = smokeAt(frame, chimneyAt, speed.viaduct * 0.5);
    for (const side of ['body', 'light']) {
      for (const { kind, x, y, size, opacity } of plume) {
        const piece = { ...pieces.puffs[kind][side], width: size, height: size };
        lay(page.ctx, scratch, piece, x - size / 2, y - size / 2, warmth, opacity);
      }
    }
  }

  /** The sun's light in the air before everything. */
  function paintAir(inks, sun) {
    const glow = page.ctx.createRadialGradient(sun.x, sun.y, 20, sun.x, sun.y, 300);
    glow.addColorStop(0, veil(inks.halo, 0.2));
    glow.addColorStop(1, veil(inks.halo, 0));
    page.ctx.fillStyle = glow;
    page.ctx.fillRect(0, 0, width, height);
  }
}
