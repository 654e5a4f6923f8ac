import type { Template } from '../../shared/contract.ts';

/** What a new film can begin as. Sizes are multiples of 16, as Wan wants them. */
export const templates: readonly Template[] = [
  { id: 'wan', label: '16:9 at 16 fps for Wan', size: { width: 832, height: 480 }, fps: { num: 16, den: 1 } },
  { id: 'square', label: 'Square', size: { width: 640, height: 640 }, fps: { num: 16, den: 1 } },
  { id: 'vertical', label: 'Vertical', size: { width: 480, height: 832 }, fps: { num: 16, den: 1 } },
];
