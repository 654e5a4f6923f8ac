// The kernels' one door. Memory is laid out by the caller (arena.ts); every pointer is a byte offset, 16-aligned.
export { padPicture, toPlanes, padPlane, halvePlane } from './picture';
export { searchPatches, searchWide } from './search';
export { densify, growFlow } from './densify';
export { sharpen } from './sharpen';
export { missOf, shareAround, steady } from './consistency';
export { fillFlow, voteFilled } from './filling';
export { startOrder, gatherOrder, weighOrder } from './order';
export { splat, settle } from './splat';
export { warpBlend, dissolve } from './warp';

/** The first byte that no kernel uses for itself. */
export function memoryFrom(): usize {
  return __heap_base;
}
