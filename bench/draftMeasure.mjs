// PSNR and SSIM of rgb24 pictures.

/** Mean squared difference over r, g and b. */
export function squaredError(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = a[i] - b[i];
    sum += d * d;
  }
  return sum / a.length;
}

/** dB of a mean squared difference; 60 for anything nearer than an 8-bit picture can tell. */
export const decibel = (error) => Math.min(60, 10 * Math.log10(65025 / Math.max(1e-9, error)));

const CELL = 4;

/** Sums of luma, its squares and the product of two pictures, per cell of 4x4 pixels. */
function cellsOf(a, b, width, height) {
  const columns = Math.floor(width / CELL);
  const rows = Math.floor(height / CELL);
  const sums = new Float64Array(columns * rows * 5);
  for (let y = 0; y < rows * CELL; y++) {
    for (let x = 0; x < columns * CELL; x++) {
      const i = (y * width + x) * 3;
      const p = 0.299 * a[i] + 0.587 * a[i + 1] + 0.114 * a[i + 2];
      const q = 0.299 * b[i] + 0.587 * b[i + 1] + 0.114 * b[i + 2];
      const cell = ((y >> 2) * columns + (x >> 2)) * 5;
      sums[cell] += p;
      sums[cell + 1] += q;
      sums[cell + 2] += p * p;
      sums[cell + 3] += q * q;
      sums[cell + 4] += p * q;
    }
  }
  return { sums, columns, rows };
}

/** Structural similarity of luma (Wang et al. 2004) over windows of 8x8 pixels, every 4. */
export function ssim(a, b, width, height) {
  const { sums, columns, rows } = cellsOf(a, b, width, height);
  const [c1, c2, n] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2, 4 * CELL * CELL];
  let whole = 0;
  for (let y = 0; y + 1 < rows; y++) {
    for (let x = 0; x + 1 < columns; x++) {
      const at = (y * columns + x) * 5;
      const [p, q, pp, qq, pq] = [0, 1, 2, 3, 4].map((k) => {
        const below = at + columns * 5;
        return (sums[at + k] + sums[at + 5 + k] + sums[below + k] + sums[below + 5 + k]) / n;
      });
      const [vp, vq, cov] = [pp - p * p, qq - q * q, pq - p * q];
      whole += ((2 * p * q + c1) * (2 * cov + c2)) / ((p * p + q * q + c1) * (vp + vq + c2));
    }
  }
  return whole / ((rows - 1) * (columns - 1));
}
