/** A picture as it is looked at, its half, its quarter and its sketch: pixels a side. */
export const WIDTH: i32 = 320;
export const HEIGHT: i32 = 180;
export const HALF_WIDTH: i32 = 160;
export const HALF_HEIGHT: i32 = 90;
export const QUARTER_WIDTH: i32 = 80;
export const QUARTER_HEIGHT: i32 = 45;
export const SKETCH_WIDTH: i32 = 32;
export const SKETCH_HEIGHT: i32 = 18;

/** yuv420p. Every place has 16 bytes to spare: vectors are read whole at the end of a row. */
export const PICTURE: usize = memory.data(86416, 16);
/** Sums of 2 x 2 pixels, u16. */
export const HALF: usize = memory.data(28816, 16);
/** Mean brightnesses of 4 x 4 pixels. */
export const QUARTER: usize = memory.data(3616, 16);
/** Mean brightnesses of 10 x 10 pixels. */
export const SKETCH: usize = memory.data(592, 16);
/** Three histograms of 16 (brightness, blue, red), u32. */
export const COUNTS: usize = memory.data(192, 16);
/** 8 x 8 x 8 colours: how many pixels, and their sums of red, green and blue, u32. */
export const BINS: usize = memory.data(8192, 16);
/** The perceptual hash, two u32, the upper half first. */
export const HASH: usize = memory.data(16, 16);
/** The earlier of two pictures: its quarter, then its sketch. The later ones are QUARTER and SKETCH. */
export const BEFORE: usize = memory.data(4224, 16);
export const BEFORE_SKETCH: usize = BEFORE + 3616;
/** Six f64 for each of at most 50 blocks. */
export const MATCHES: usize = memory.data(2400, 16);
/** Of the picture that was looked at last, f64: the sums of its brightnesses, of their squares and of its distances from grey, and its sharpness. */
export const NUMBERS: usize = memory.data(32, 16);
/** Two i32. */
export const SHIFT: usize = memory.data(16, 16);
