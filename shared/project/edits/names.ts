import type { Keyframe, SegmentSettings } from '../schema.ts';

/** What the undo menu calls each edit; the one place of these words, so that they can be translated. */
const keyframes = (verb: string) => (count: number) =>
  count === 1 ? `${verb} keyframe` : `${verb} ${String(count)} keyframes`;

const keyframeField: Record<keyof Keyframe, string> = {
  id: 'Change keyframe',
  frame: 'Move keyframe',
  asset: 'Replace picture',
  fit: 'Change fit',
  crop: 'Crop picture',
  hold: 'Change hold',
};

const segmentField: Record<keyof SegmentSettings, string> = {
  prompt: 'Edit prompt',
  enhanced: 'Enhance prompt',
  negative: 'Edit negative prompt',
  loras: 'Change LoRAs',
  seed: 'Change seed',
  strength: 'Change strength',
  easing: 'Change easing',
  take: 'Choose take',
};

const slides = (verb: string) => (count: number) =>
  count === 1 ? `${verb} caption` : `${verb} ${String(count)} captions`;

function fieldName(table: Record<string, string>, patch: object, otherwise: string): string {
  const keys = Object.keys(patch);
  const [key] = keys;
  return (keys.length === 1 && key !== undefined ? table[key] : undefined) ?? otherwise;
}

export const names = {
  add: keyframes('Add'),
  move: keyframes('Move'),
  remove: keyframes('Delete'),
  duplicate: keyframes('Duplicate'),
  distribute: keyframes('Distribute'),
  reverse: keyframes('Reverse'),
  fitGaps: 'Fit gaps',
  keyframe: (patch: object) => fieldName(keyframeField, patch, 'Change keyframe'),
  segment: (patch: object) => fieldName(segmentField, patch, 'Change segment'),
  end: (frame: number | null) => (frame === null ? 'Remove end marker' : 'Move end marker'),
  size: 'Change film size',
  fps: 'Change frame rate',
  defaults: 'Change defaults',
  planning: 'Change planning',
  pin: 'Pin cut',
  refuse: 'Refuse cut',
  rename: 'Rename project',
  engine: 'Change engine',
  addAsset: 'Add media',
  replaceAsset: 'Replace media',
  importCaptions: 'Import captions',
  removeCaptions: 'Remove captions',
  addSlide: 'Add caption',
  moveSlides: slides('Move'),
  resizeSlide: 'Change caption length',
  splitSlide: 'Split caption',
  mergeSlides: 'Merge captions',
  removeSlides: slides('Delete'),
  slideText: 'Edit caption text',
  wordTime: 'Move word',
  captionStyle: 'Change caption style',
  slideStyle: 'Change style of caption',
  slideTiming: 'Change word timing',
  sound: (asset: string | null) => (asset === null ? 'Remove sound' : 'Set sound'),
  moveSound: 'Move sound',
  background: 'Change background',
  fades: 'Change fades',
} as const;
