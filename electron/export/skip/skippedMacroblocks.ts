import type { BitWriter } from './bits.ts';

/**
 * rangeTabLPS (H.264 table 9-44) of the states met here: coding nothing but the likelier symbol from state 42 on, no other is.
 * A row a state, a column a quarter of the range.
 */
const lesserRanges: readonly (readonly [number, number, number, number])[] = [
  [16, 20, 23, 27],
  [15, 19, 22, 25],
  [14, 18, 21, 24],
  [14, 17, 20, 23],
  [13, 16, 19, 22],
  [12, 15, 18, 21],
  [12, 14, 17, 20],
  [11, 14, 16, 19],
  [11, 13, 15, 18],
  [10, 12, 15, 17],
  [10, 12, 14, 16],
  [9, 11, 13, 15],
  [9, 11, 12, 14],
  [8, 10, 12, 14],
  [8, 9, 11, 13],
  [7, 9, 11, 12],
  [7, 9, 10, 12],
  [7, 8, 10, 11],
  [6, 8, 9, 11],
  [6, 7, 9, 10],
  [6, 7, 8, 9],
];

/**
 * The slice data of `count` skipped macroblocks under CABAC, its end and the stop bit (H.264 9.3.4): for each the flag
 * mb_skip_flag = 1, always in context 11 because no neighbour is coded, and end_of_slice_flag = 0, at last 1.
 */
export function writeSkippedMacroblocks(out: BitWriter, count: number): void {
  // mb_skip_flag's context 11 at quantiser 51, cabac_init_idc 0 (tables 9-13, 9.3.1.1): m = 23, n = 33 give
  // ((23 * 51) >> 4) + 33 = 106, so the likelier symbol is 1 (skipped) and the state 106 - 64 = 42, the table's first.
  let state = 0;
  let range = 510;
  // The encoder's low stays 0 (the likelier symbol is the lower part), so every shift puts out a 0, but for the first one.
  let shifts = 0;
  const renormalise = () => {
    while (range < 256) {
      range <<= 1;
      shifts++;
    }
  };
  for (let done = 1; done <= count; done++) {
    const row = lesserRanges[state] as readonly [number, number, number, number]; // state stays inside the table
    range -= row[((range >> 6) & 3) as 0 | 1 | 2 | 3];
    state = Math.min(state + 1, lesserRanges.length - 1);
    renormalise();
    range -= 2;
    if (done < count) {
      renormalise();
    }
  }
  const zeros = Math.max(0, shifts - 1);
  for (let i = 0; i < zeros; i++) {
    out.bits(0, 1);
  }
  writeEnd(out, range, shifts > 0);
}

/** EncodeFlush (H.264 9.3.4.5): low is what is left of the range, shifted by 7; the stop bit is the last one written. */
function writeEnd(out: BitWriter, low: number, begun: boolean): void {
  let [bits, waiting, started] = [low, 0, begun];
  const put = (bit: number) => {
    if (started) {
      out.bits(bit, 1);
    }
    started = true;
    for (; waiting > 0; waiting--) {
      out.bits(1 - bit, 1);
    }
  };
  for (let i = 0; i < 7; i++) {
    if (bits < 256) {
      put(0);
    } else if (bits >= 512) {
      bits -= 512;
      put(1);
    } else {
      bits -= 256;
      waiting++;
    }
    bits <<= 1;
  }
  put((bits >> 9) & 1);
  out.bits(((bits >> 7) & 3) | 1, 2);
}
