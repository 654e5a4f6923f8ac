import type { Call } from '../protocol.ts';

export const echo: Call<string, never, string> = { name: 'echo' };
export const abort: Call<null, never, never> = { name: 'abort' };
/** Blocks for that many milliseconds. */
export const hang: Call<number, never, string> = { name: 'hang' };
export const exhaust: Call<null, never, Uint8Array> = { name: 'exhaust' };
export const count: Call<number, number, null> = { name: 'count' };
