/** Brings the data of one version of the project file to the next; what it is given has that version, unchecked. */
export type Migration = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** By the version a file has: the step to the next one. */
const migrations: ReadonlyMap<number, Migration> = new Map([[1, withCaptions]]);

/** 2: captions, sound, a background and fades, and how long media last (not known of what came before). */
function withCaptions(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { assets, ...rest } = data;
  const fades = { in: 0, out: 0, slides: { how: 'none', frames: 8 } };
  return { ...rest, assets: lasting(assets), sound: null, background: null, fades, captions: null };
}

/** What is no table of assets stays as it is: the schema says what is wrong with it. */
function lasting(assets: unknown): unknown {
  const isTable = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return isTable(assets)
    ? Object.fromEntries(
        Object.entries(assets).map(([id, asset]) => [
          id,
          isTable(asset) ? { ...asset, seconds: null } : asset,
        ]),
      )
    : assets;
}

/** The data brought from `version` to `target`, one step at a time; null where a step is not known. */
export function migrated(
  data: Readonly<Record<string, unknown>>,
  version: number,
  target: number,
  steps: ReadonlyMap<number, Migration> = migrations,
): Readonly<Record<string, unknown>> | null {
  let now = data;
  for (let from = version; from < target; from++) {
    const step = steps.get(from);
    if (step === undefined) {
      return null;
    }
    now = { ...step(now), version: from + 1 };
  }
  return now;
}
