/**
 * Every edit of a project: a pure function with its name for the undo menu. Keyframes stay sorted by frame, never
 * two on one frame, never below 0; settings of segments stay with their pair of keyframes. Slides of captions stay
 * sorted, and no edit lays one over another. Each takes less than 20 ms for 5,000 keyframes.
 */
export { together, type Edit } from './edits/edit.ts';
export {
  addKeyframes,
  defaultGap,
  duplicateKeyframes,
  removeKeyframes,
  setKeyframe,
  spreadKeyframes,
} from './edits/keyframes.ts';
export { moveKeyframes, nudge } from './edits/move.ts';
export { distributeEvenly, fitGaps, reverseKeyframes } from './edits/arrange.ts';
export {
  addAsset,
  rename,
  replaceAsset,
  setDefaults,
  setEnd,
  setEngine,
  setFps,
  setPlanning,
  setSegments,
  setSize,
  tidy,
  toggleRefused,
  togglePin,
} from './edits/settings.ts';
export { importCaptions, removeCaptions } from './edits/captions/track.ts';
export { addSlide, moveSlides, removeSlides, resizeSlide } from './edits/captions/place.ts';
export { mergeSlides, splitSlide } from './edits/captions/cut.ts';
export { setSlideText, setSlideTiming, setWordTime } from './edits/captions/words.ts';
export { clearSlideStyle, setCaptionStyle } from './edits/captions/style.ts';
export { setBackground, setFades, setSound, setSoundOffset } from './edits/sound.ts';
