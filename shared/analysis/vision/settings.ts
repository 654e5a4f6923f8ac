import { z } from 'zod';

/**
 * What a creator sets for the vision model, an endpoint that speaks OpenAI's chat completions. The key is never part
 * of it: it is kept by itself, in the system's safe storage.
 */

/** A model's price, per million tokens. `model` is its name, or a beginning followed by `*`. */
export const priceSchema = z.strictObject({
  model: z.string().min(1),
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
});

export const visionSettingsSchema = z.strictObject({
  /** Up to and with `/v1`: "http://127.0.0.1:11434/v1". Empty until one is chosen. */
  url: z.string(),
  /** The creator said that pictures may go to this address, which is not this machine. */
  allowRemote: z.boolean(),
  model: z.string(),
  /** Pictures a call, at most; fewer where the endpoint has shown that it takes fewer. */
  batch: z.int().min(1).max(32),
  /** Calls at once. */
  calls: z.int().min(1).max(32),
  /** Seconds until a call without an answer is given up. */
  patience: z.number().min(1).max(1800),
  format: z.enum(['jpeg', 'png']),
  /** The language of the descriptions, in words: "English". */
  language: z.string().min(1),
  /** What one run may use; null for no limit. Reserved before a call is sent. */
  budget: z.strictObject({ calls: z.int().positive().nullable(), tokens: z.int().positive().nullable() }),
  /** The creator's own table: prices change, so the program brings none. */
  prices: z.array(priceSchema),
  /** The currency of the table, as it is shown. */
  currency: z.string(),
});

export type Price = z.infer<typeof priceSchema>;
export type VisionSettings = z.infer<typeof visionSettingsSchema>;

export const plainVisionSettings: VisionSettings = {
  url: '',
  allowRemote: false,
  model: '',
  batch: 3,
  calls: 5,
  patience: 120,
  format: 'jpeg',
  language: 'English',
  budget: { calls: null, tokens: null },
  prices: [],
  currency: 'USD',
};

/** The price of a model: its own line, else the longest beginning that fits; null where the table has none. */
export function priceOf(prices: readonly Price[], model: string): Price | null {
  const fits = prices.filter((price) =>
    price.model.endsWith('*') ? model.startsWith(price.model.slice(0, -1)) : price.model === model,
  );
  const exact = fits.find((price) => price.model === model);
  return exact ?? fits.sort((a, b) => b.model.length - a.model.length)[0] ?? null;
}

/** What tokens cost, in the table's currency. */
export function moneyOf(price: Price | null, input: number, output: number): number | null {
  return price === null ? null : (input * price.input + output * price.output) / 1e6;
}
