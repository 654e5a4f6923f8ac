import type { Follows } from './useCanvas.ts';

/** What rows of things of the film follow that can be chosen. */
export const choosable: Follows = ({ sight, document, selection }) => [
  sight,
  document.store,
  selection.store,
];

/** What rows of the plan follow. */
export const planned: Follows = ({ sight, planning }) => [sight, planning.store];

/** What rows with pictures follow. */
export const pictured: Follows = ({ sight, planning, document, footage, thumbnails }) => [
  sight,
  planning.store,
  document.store,
  footage.store,
  thumbnails,
];
