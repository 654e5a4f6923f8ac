/** Texts of the media bin; a part of renderer/texts.ts. */
export const binTexts = {
  title: 'Media',
  add: 'Add pictures',
  emptyTitle: 'No pictures yet',
  empty: 'Drop images anywhere: on the timeline they become keyframes at that frame. Videos are taken apart.',
  used: (n: number) => (n === 0 ? 'not used' : n === 1 ? 'used once' : `used ${String(n)} times`),
  known: (n: number) =>
    n === 1 ? 'This file is among the media already.' : 'These files are among the media already.',
  missing: 'File is missing',
  relink: 'Find it…',
  hint: 'Drag to the timeline, or double-click to put at the playhead',
};
