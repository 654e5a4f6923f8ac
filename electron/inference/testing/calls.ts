import type { Call } from '../protocol.ts';

export const echo: Call<string, never, string> = { name: 'echo' };
export const abort: Call<null, never, never> = { name: 'abort' };
/** Blocks for that many milliseconds. */
export const hang: Call<number, never, string> = { name: 'hang' };
/** Fills V8's heap. */
export const exhaust: Call<null, never, never> = { name: 'exhaust' };
export const count: Call<number, number, null> = { name: 'count' };
/** Streams that many items of a megabyte, each filled with its number. */
export const ship: Call<number, Uint8Array, null> = { name: 'ship' };
