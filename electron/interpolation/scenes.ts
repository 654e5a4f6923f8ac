/** Pictures with known motion, drawn for tests: `at(t)` is the truth at any t, rgba width*height*4. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  at(t: number): Uint8ClampedArray;
}

type Colour = readonly [number, number, number, number];
/** A texture: colour at a place, in its own coordinates. */
type Texture = (x: number, y: number) => Colour;

/** Repeatable noise 0..1 at whole coordinates. */
function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 374761393) + Math.imul(y, 668265263) + Math.imul(seed, 1274126177);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Smooth noise 0..1 of a given grain in pixels. */
function noise(x: number, y: number, grain: number, seed: number): number {
  const gx = Math.floor(x / grain);
  const gy = Math.floor(y / grain);
  const smooth = (f: number): number => f * f * (3 - 2 * f);
  const fx = smooth(x / grain - gx);
  const fy = smooth(y / grain - gy);
  const top = hash(gx, gy, seed) * (1 - fx) + hash(gx + 1, gy, seed) * fx;
  const bottom = hash(gx, gy + 1, seed) * (1 - fx) + hash(gx + 1, gy + 1, seed) * fx;
  return top * (1 - fy) + bottom * fy;
}

/** Cloudy noise of three grains between two colours. */
export function cloudy(seed: number, dark: Colour, light: Colour, grain = 40): Texture {
  return (x, y) => {
    const k =
      0.5 * noise(x, y, grain, seed) +
      0.3 * noise(x, y, grain / 3, seed + 1) +
      0.2 * noise(x, y, grain / 9, seed + 2);
    return [
      dark[0] + (light[0] - dark[0]) * k,
      dark[1] + (light[1] - dark[1]) * k,
      dark[2] + (light[2] - dark[2]) * k,
      dark[3] + (light[3] - dark[3]) * k,
    ];
  };
}

/** A layer: a shape in its own coordinates (coverage 0..1), its texture, and where it is at t. */
export interface Layer {
  readonly cover: (x: number, y: number) => number;
  readonly texture: Texture;
  readonly move: (t: number) => readonly [x: number, y: number];
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** A box with soft edges of one pixel, its corner at the layer's origin. */
export const box =
  (width: number, height: number) =>
  (x: number, y: number): number =>
    clamp(x + 0.5) * clamp(width - x + 0.5) * clamp(y + 0.5) * clamp(height - y + 0.5);

/** A disc around the layer's origin. */
export const disc =
  (radius: number) =>
  (x: number, y: number): number =>
    clamp(radius - Math.hypot(x, y) + 0.5);

/** Everything under a wavy line, y down. */
export const hills =
  (height: number, length: number, line: number) =>
  (x: number, y: number): number =>
    clamp(y - line - height * Math.sin((x / length) * 6.28) - 0.4 * height * Math.sin((x / length) * 14 + 1));

export const everywhere = (): number => 1;

/** Moves evenly from one place to another. */
export const along =
  (fromX: number, fromY: number, toX: number, toY: number) =>
  (t: number): readonly [number, number] => [fromX + (toX - fromX) * t, fromY + (toY - fromY) * t];

/** Layers painted back to front; what no layer covers is transparent. */
export function layered(width: number, height: number, layers: readonly Layer[]): Scene {
  return {
    width,
    height,
    at(t) {
      const out = new Uint8ClampedArray(width * height * 4);
      const places = layers.map(({ move }) => move(t));
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          let [r, g, b, a] = [0, 0, 0, 0];
          for (const [index, { cover, texture }] of layers.entries()) {
            const [px, py] = places[index] ?? [0, 0];
            const share = cover(x - px, y - py);
            if (share <= 0) {
              continue;
            }
            const [tr, tg, tb, ta] = texture(x - px, y - py);
            const k = share * (ta / 255);
            r = r * (1 - k) + tr * k;
            g = g * (1 - k) + tg * k;
            b = b * (1 - k) + tb * k;
            a = a * (1 - k) + k;
          }
          out.set(a > 0 ? [r / a, g / a, b / a, a * 255] : [0, 0, 0, 0], (y * width + x) * 4);
        }
      }
      return out;
    },
  };
}

/** A textured square over a textured ground, both moving. */
export function squareScene(width: number, height: number, reach = 1): Scene {
  const side = Math.round(Math.min(width, height) * 0.3);
  return layered(width, height, [
    {
      cover: everywhere,
      texture: cloudy(3, [20, 60, 40, 255], [150, 200, 120, 255]),
      move: along(0, 0, -8 * reach, 3 * reach),
    },
    {
      cover: box(side, side),
      texture: cloudy(9, [120, 20, 30, 255], [255, 180, 90, 255], 18),
      move: along(width * 0.25, height * 0.3, width * 0.25 + 30 * reach, height * 0.3 + 8 * reach),
    },
  ]);
}

/** One texture under a panning camera. */
export function panScene(width: number, height: number, dx: number, dy: number): Scene {
  return layered(width, height, [
    {
      cover: everywhere,
      texture: cloudy(5, [10, 10, 40, 255], [240, 220, 200, 255]),
      move: along(0, 0, dx, dy),
    },
  ]);
}

/** Sky, sun, three rows of hills with parallax and a small train that moves far. */
export function landscapeScene(width: number, height: number, reach = 1): Scene {
  const row = (seed: number, line: number, dx: number, dark: Colour, light: Colour): Layer => ({
    cover: hills(height * 0.05, width * 0.6, height * line),
    texture: cloudy(seed, dark, light, 30),
    move: along(0, 0, -dx * reach, 0),
  });
  return layered(width, height, [
    {
      cover: everywhere,
      texture: (_, y) => [120 + (100 * y) / height, 160 + (60 * y) / height, 230, 255],
      move: along(0, 0, 0, 0),
    },
    {
      cover: disc(height * 0.09),
      texture: () => [255, 230, 150, 255],
      move: along(width * 0.3, height * 0.2, width * 0.3 + 20 * reach, height * 0.2 - 8 * reach),
    },
    row(11, 0.45, 8, [70, 90, 130, 255], [120, 140, 170, 255]),
    row(21, 0.6, 20, [50, 90, 70, 255], [110, 150, 90, 255]),
    {
      cover: box(width * 0.14, height * 0.06),
      texture: (x, y) =>
        y > 6 && y < 14 && x % 14 > 4 ? [255, 240, 190, 255] : [170, 40 + (x % 30), 40, 255],
      move: along(width * 0.3, height * 0.7, width * 0.3 + 50 * reach, height * 0.7),
    },
    row(31, 0.82, 45, [30, 60, 30, 255], [90, 130, 60, 255]),
  ]);
}

/** Unrelated noise for each of the two ends. */
export function noisePicture(width: number, height: number, seed: number): Uint8ClampedArray {
  const ends = [
    cloudy(seed, [0, 0, 0, 255], [255, 220, 255, 255], 24),
    cloudy(seed + 7, [0, 0, 0, 255], [40, 255, 90, 255]),
  ];
  const out = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [r = 0, , b = 0] = ends[0]?.(x, y) ?? [];
      const g = ends[1]?.(x + 400, y)[1] ?? 0;
      out.set([r, g, b, 255], (y * width + x) * 4);
    }
  }
  return out;
}

/** PSNR in dB over r, g and b; 99 for equal pictures. */
export function psnr(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = i % 4 === 3 ? 0 : (a[i] ?? 0) - (b[i] ?? 0);
    sum += d * d;
  }
  return sum === 0 ? 99 : 10 * Math.log10((255 * 255 * a.length * 0.75) / sum);
}

/** The plain mean of two pictures at t. */
export function crossfade(a: Uint8ClampedArray, b: Uint8ClampedArray, t: number): Uint8ClampedArray {
  return a.map((value, i) => Math.round(value * (1 - t) + (b[i] ?? 0) * t));
}
