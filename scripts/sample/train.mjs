import { veil } from './palette.mjs';
import { cutOut, sponge } from './paper.mjs';

/** The train's cut-out: its rails lie at `trainFoot`, the chimney at `chimney`, the buffer of the engine at the right. */
const trainWidth = 308;
export const trainFoot = 34;
export const chimney = { x: 289, y: 5 };
const drivers = [262, 273.5, 285];

function wheel(ctx, inks, x, radius) {
  ctx.fillStyle = inks.iron;
  ctx.beginPath();
  ctx.arc(x, trainFoot - radius, radius, 0, Math.PI * 2);
  ctx.fill();
  ctx.strokeStyle = inks.brass;
  ctx.lineWidth = 0.6;
  ctx.beginPath();
  ctx.arc(x, trainFoot - radius, radius * 0.62, 0, Math.PI * 2);
  ctx.stroke();
}

function body(ctx, x, y, width, height, ink, corner = 1.6) {
  ctx.fillStyle = ink;
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, corner);
  ctx.fill();
}

function coach(ctx, inks, x, width, paint, windows) {
  body(ctx, x, 12, width, 18.5, paint);
  body(ctx, x, 12, width, 9.5, inks.cream);
  ctx.fillStyle = inks.brass;
  ctx.fillRect(x, 21, width, 0.8);
  for (const [at, wide] of windows) {
    body(ctx, x + at - 0.7, 13.8, wide + 1.4, 6.6, paint, 1);
    body(ctx, x + at, 14.4, wide, 5.4, inks.window, 0.7);
    ctx.fillStyle = veil(inks.smokeShade, 0.5);
    ctx.fillRect(x + at, 14.4, wide * 0.4, 5.4);
  }
  body(ctx, x - 1.2, 9.6, width + 2.4, 3.2, inks.iron, 1.6);
  body(ctx, x + 1, 9.6, width - 2, 1, inks.engineLight, 0.5);
  ctx.fillStyle = inks.iron;
  ctx.fillRect(x + 1, 29.4, width - 2, 1.6);
  for (const at of [6, 12, width - 12, width - 6]) {
    wheel(ctx, inks, x + at, 3);
  }
}

function timber(ctx, inks, x, width) {
  body(ctx, x, 26.5, width, 3.6, inks.red, 0.6);
  const logs = [
    [4, 24],
    [10, 24],
    [16, 24],
    [22, 24],
    [28, 24],
    [7, 19],
    [13, 19],
    [19, 19],
    [25, 19],
    [16, 14.2],
  ];
  body(ctx, x + 1.5, 20, width - 3, 6.5, inks.ochre, 2);
  body(ctx, x + 5, 15.2, width - 10, 6, inks.ochre, 2);
  for (const [at, y] of logs) {
    ctx.fillStyle = inks.brass;
    ctx.beginPath();
    ctx.arc(x + at, y, 2.5, 0, Math.PI * 2);
    ctx.fill();
    ctx.strokeStyle = inks.stoneDeep;
    ctx.lineWidth = 0.6;
    ctx.stroke();
  }
  ctx.fillStyle = inks.iron;
  ctx.fillRect(x + 1, 15, 1.2, 12);
  ctx.fillRect(x + width - 2.2, 15, 1.2, 12);
  wheel(ctx, inks, x + 7, 3);
  wheel(ctx, inks, x + width - 7, 3);
}

function van(ctx, inks, x, width) {
  body(ctx, x, 12.5, width, 17, inks.ochre);
  ctx.strokeStyle = veil(inks.stoneDeep, 0.55);
  ctx.lineWidth = 0.6;
  for (let plank = 3; plank < width; plank += 3) {
    ctx.beginPath();
    ctx.moveTo(x + plank, 13);
    ctx.lineTo(x + plank, 29);
    ctx.stroke();
  }
  body(ctx, x + width * 0.34, 15, width * 0.32, 14.5, inks.red, 0.5);
  body(ctx, x + width * 0.4, 17, width * 0.2, 4, inks.window, 0.5);
  body(ctx, x - 1, 10.4, width + 2, 2.8, inks.stoneDeep, 1.2);
  ctx.fillStyle = inks.iron;
  ctx.fillRect(x + 1, 29, width - 2, 1.6);
  wheel(ctx, inks, x + 7, 3);
  wheel(ctx, inks, x + width - 7, 3);
}

function tender(ctx, inks, x) {
  body(ctx, x, 16, 25, 14, inks.engine);
  ctx.strokeStyle = inks.brass;
  ctx.lineWidth = 0.7;
  ctx.strokeRect(x + 2.5, 19, 20, 8);
  ctx.fillStyle = inks.iron;
  ctx.beginPath();
  ctx.moveTo(x + 1, 16.4);
  ctx.quadraticCurveTo(x + 8, 10.5, x + 14, 13);
  ctx.quadraticCurveTo(x + 20, 11.5, x + 24, 16.4);
  ctx.fill();
  for (const at of [5, 12.5, 20]) {
    wheel(ctx, inks, x + at, 3);
  }
}

function engine(ctx, inks) {
  body(ctx, 250, 8, 15, 2.6, inks.iron, 1.2);
  body(ctx, 251.5, 10, 12, 19, inks.engine, 1);
  body(ctx, 253.8, 12.6, 5.6, 6, inks.window, 1);
  body(ctx, 262, 14.5, 36, 12, inks.engine, 3);
  body(ctx, 262, 15.4, 35, 2.2, inks.engineLight, 1);
  body(ctx, 295.5, 14, 5, 13, inks.iron, 2.2);
  for (const band of [268.5, 277.5, 285.2]) {
    ctx.fillStyle = inks.brass;
    ctx.fillRect(band, 14.5, 0.9, 12);
  }
  body(ctx, 270, 10.6, 6, 5, inks.brass, 2.6);
  body(ctx, 279.4, 11.6, 3.4, 3.4, inks.engine, 1.4);
  ctx.fillStyle = inks.iron;
  ctx.beginPath();
  ctx.moveTo(291.4, 15);
  ctx.lineTo(287, 6.5);
  ctx.lineTo(286.6, 5);
  ctx.lineTo(294.2, 5);
  ctx.lineTo(293.6, 6.5);
  ctx.lineTo(292.2, 15);
  ctx.fill();
  body(ctx, 286.2, 4.4, 8.4, 1.6, inks.brass, 0.7);
  ctx.fillStyle = inks.red;
  ctx.fillRect(250, 26.4, 50, 2.2);
  ctx.beginPath();
  ctx.moveTo(299, 27);
  ctx.lineTo(306.5, 33.2);
  ctx.lineTo(297.5, 33.2);
  ctx.fill();
  ctx.fillStyle = inks.sun;
  ctx.beginPath();
  ctx.arc(300.8, 18, 1.8, 0, Math.PI * 2);
  ctx.fill();
  wheel(ctx, inks, 295, 2.8);
  for (const x of drivers) {
    wheel(ctx, inks, x, 5.2);
  }
}

/** A mixed train, every vehicle unlike the next so that none is mistaken for its neighbour. */
export function train({ seed }) {
  return cutOut({
    width: trainWidth,
    height: 42,
    seed,
    grain: 0.08,
    paint(ctx, inks, random) {
      ctx.fillStyle = inks.iron;
      ctx.fillRect(4, 28.6, 250, 1.4);
      van(ctx, inks, 2, 32);
      coach(ctx, inks, 38, 54, inks.teal, [
        [4, 5],
        [12, 11],
        [26, 11],
        [40, 4],
        [46, 4],
      ]);
      timber(ctx, inks, 97, 32);
      coach(ctx, inks, 133, 52, inks.red, [
        [5, 14],
        [23, 7],
        [34, 14],
      ]);
      van(ctx, { ...inks, ochre: inks.teal, red: inks.cream }, 190, 29);
      tender(ctx, inks, 222.5);
      engine(ctx, inks);
      sponge(ctx, random, {
        box: { x: 0, y: 8, width: trainWidth, height: 26 },
        count: 5200,
        size: 0.42,
        ink: veil(inks.iron, 0.5),
        density: (_x, y) => 0.04 + 0.5 * Math.max(0, (y - 18) / 16) ** 2,
      });
    },
  });
}

/** The coupling rod, carried round by the driving wheels; `turn` in radians. */
export function paintRod(ctx, inks, left, top, turn) {
  const [dx, dy] = [Math.cos(turn) * 2.6, Math.sin(turn) * 2.6];
  const y = top + trainFoot - 5.2 + dy;
  ctx.strokeStyle = inks.brass;
  ctx.lineWidth = 1.3;
  ctx.lineCap = 'round';
  ctx.beginPath();
  ctx.moveTo(left + drivers[0] + dx, y);
  ctx.lineTo(left + drivers[2] + dx, y);
  ctx.stroke();
}
