/** Texts of what is made of the film; a part of renderer/texts.ts. */
export const stateTexts = {
  empty: 'Empty',
  planned: 'Planned',
  queued: 'Queued',
  running: 'Running',
  done: 'Made',
  stale: 'Out of date',
  failed: 'Failed',
};
