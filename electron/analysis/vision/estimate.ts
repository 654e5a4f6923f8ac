import type { Usage } from './client.ts';

/** What tokens are thought to be before an endpoint has counted any: a tile of 512 pixels as OpenAI counts it, and two sentences. */
const usual = { picture: 255, entry: 90 };

/** Tokens of the instructions and the schema. */
const frame = 420;

/** About what a call takes. `known`: per picture and per entry, as the endpoint counted before. */
export function estimate(
  pictures: number,
  known: { readonly picture: number; readonly entry: number } | null,
): Usage {
  const { picture, entry } = known ?? usual;
  return {
    input: Math.round((known === null ? frame : 0) + pictures * picture),
    output: Math.round(pictures * entry),
  };
}

/** The most an answer may have: room for a model that thinks aloud before it writes. */
export function mostTokens(pictures: number): number {
  return 1200 + 300 * pictures;
}

/** What is set aside before a call: half as much again as it is thought to take, and the longest answer. */
export function reserveFor(
  pictures: number,
  known: { readonly picture: number; readonly entry: number } | null,
): number {
  return Math.ceil(estimate(pictures, known).input * 1.5) + mostTokens(pictures);
}

/** Learns from what was counted. */
export function learnTokens(
  before: { readonly picture: number; readonly entry: number } | null,
  pictures: number,
  usage: Usage,
): { readonly picture: number; readonly entry: number } {
  const now = { picture: usage.input / pictures, entry: usage.output / pictures };
  const blend = (old: number, fresh: number) => Math.round((old * 2 + fresh) / 3);
  return before === null
    ? { picture: Math.round(now.picture), entry: Math.round(now.entry) }
    : { picture: blend(before.picture, now.picture), entry: blend(before.entry, now.entry) };
}
