/** Brings the data of one version of the project file to the next; what it is given has that version, unchecked. */
export type Migration = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** By the version a file has: the step to the next one. None yet: version 1 is the first. */
const migrations: ReadonlyMap<number, Migration> = new Map();

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
