/** Latent groups of a batch of `length` frames. */
const groupsOf = (length: number): number => Math.floor((length + 3) / 4);

const frameOf = (group: number, length: number): number =>
  Math.floor(((2 * group + 1) * length) / (2 * groupsOf(length)));

/** The batch frames at which a video model reads the mask: floor((g + 0.5) * F / G), one a latent group. */
export function seenFrames(length: number): readonly number[] {
  return Array.from({ length: groupsOf(length) }, (_, group) => frameOf(group, length));
}

/** The first frame from `at` on at which the mask is read; null when none follows. O(1). */
export function nextSeen(length: number, at: number): number | null {
  const groups = groupsOf(length);
  const group = Math.max(0, Math.ceil((2 * groups * at - length) / (2 * length)));
  return group < groups ? frameOf(group, length) : null;
}

/** How many frames a keyframe at batch frame `at` must be held for the mask to be read there; null when none helps. */
export function holdToBeSeen(length: number, at: number): number | null {
  const next = nextSeen(length, at);
  return next === null ? null : next - at + 1;
}
