// Linear forms: layers that follow one another without an activation between them are one convolution, which is cheaper
// where they were many: 64 channels of 11x11 pixels of 3 colours take less than 64 channels of 5x5 pixels of 64.

/**
 * `parts`: for each tensor it is a function of, by name, a kernel { side, from, to, data } as tfjs keeps them: rows, columns,
 * channels read, channels made. `bias`: one number a channel made.
 */
const form = (parts, bias) => ({ parts, bias });

/** The tensor itself. */
export function itself(name, channels) {
  const data = new Float64Array(channels * channels);
  for (let channel = 0; channel < channels; channel++) {
    data[channel * channels + channel] = 1;
  }
  return form(new Map([[name, { side: 1, from: channels, to: channels, data }]]), new Float64Array(channels));
}

/** A convolution of a form. O(pixels of both kernels x channels read, between and made). */
export function convolved({ parts, bias }, layer) {
  const { side, from, to, data } = layer.kernel;
  const made = Float64Array.from(layer.bias);
  for (let at = 0; at < side * side * from; at++) {
    for (let o = 0; o < to; o++) {
      made[o] += bias[at % from] * data[at * to + o];
    }
  }
  return form(
    new Map([...parts].map(([name, kernel]) => [name, oneAfterTheOther(kernel, layer.kernel)])),
    made,
  );
}

function oneAfterTheOther(first, second) {
  const side = first.side + second.side - 1;
  const [from, to] = [first.from, second.to];
  const data = new Float64Array(side * side * from * to);
  for (let pixel = 0; pixel < second.side ** 2; pixel++) {
    for (let inner = 0; inner < first.side ** 2; inner++) {
      const y = Math.floor(pixel / second.side) + Math.floor(inner / first.side);
      const x = (pixel % second.side) + (inner % first.side);
      for (let i = 0; i < from; i++) {
        for (let between = 0; between < first.to; between++) {
          const by = first.data[(inner * from + i) * first.to + between];
          const [at, read] = [((y * side + x) * from + i) * to, (pixel * first.to + between) * to];
          for (let o = 0; o < to; o++) {
            data[at + o] += by * second.data[read + o];
          }
        }
      }
    }
  }
  return { side, from, to, data };
}

/** The sum of forms that make the same number of channels. */
export function sumOf(forms) {
  const parts = new Map();
  for (const each of forms) {
    for (const [name, kernel] of each.parts) {
      const there = parts.get(name);
      parts.set(name, there === undefined ? kernel : kernelSum(there, kernel));
    }
  }
  const bias = forms.reduce(
    (sum, each) => sum.map((value, o) => value + each.bias[o]),
    forms[0].bias.map(() => 0),
  );
  return form(parts, bias);
}

function kernelSum(a, b) {
  const [large, small] = a.side < b.side ? [b, a] : [a, b];
  const data = large.data.slice();
  const [around, block] = [(large.side - small.side) / 2, small.from * small.to];
  for (let at = 0; at < small.data.length; at++) {
    const pixel = Math.floor(at / block);
    const y = Math.floor(pixel / small.side) + around;
    const x = (pixel % small.side) + around;
    data[(y * large.side + x) * block + (at % block)] += small.data[at];
  }
  return { ...large, data };
}

/** The channels made become `total`, each at the place that `placeOf` says; the others are 0. */
export function spread({ parts, bias }, total, placeOf) {
  const wide = new Float64Array(total);
  bias.forEach((value, o) => {
    wide[placeOf(o)] = value;
  });
  const widened = (kernel) => {
    const data = new Float64Array(kernel.side ** 2 * kernel.from * total);
    kernel.data.forEach((value, at) => {
      data[Math.floor(at / kernel.to) * total + placeOf(at % kernel.to)] = value;
    });
    return { ...kernel, to: total, data };
  };
  return form(new Map([...parts].map(([name, kernel]) => [name, widened(kernel)])), wide);
}

/** The channels of forms one after the other. */
export function joined(forms) {
  const total = forms.reduce((sum, { bias }) => sum + bias.length, 0);
  let before = 0;
  return sumOf(
    forms.map((each) => {
      const first = before;
      before += each.bias.length;
      return spread(each, total, (o) => first + o);
    }),
  );
}

/**
 * A convolution of a tensor whose every pixel was made a square of 2x2, told of the tensor itself: the channels made are
 * those of the upper left pixel of the square, the upper right, the lower left and the lower right.
 */
export function convolvedTwice(name, { kernel, bias }) {
  const { from, to } = kernel;
  const reach = (kernel.side - 1) / 2;
  const around = Math.ceil(reach / 2);
  const side = 2 * around + 1;
  const data = new Float64Array(side * side * from * to * 4);
  const pixelOf = (place, at) => Math.floor((place + at - reach) / 2) + around;
  for (let corner = 0; corner < 4; corner++) {
    kernel.data.forEach((value, at) => {
      const [o, i, pixel] = [at % to, Math.floor(at / to) % from, Math.floor(at / to / from)];
      const y = pixelOf(corner >> 1, Math.floor(pixel / kernel.side));
      const x = pixelOf(corner & 1, pixel % kernel.side);
      data[((y * side + x) * from + i) * to * 4 + corner * to + o] += value;
    });
  }
  const made = Float64Array.from({ length: to * 4 }, (_, at) => bias[at % to]);
  return form(new Map([[name, { side, from, to: to * 4, data }]]), made);
}
