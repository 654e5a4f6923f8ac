import type { Fps, Size } from './schema.ts';

/** What a new project may begin with. Sizes are multiples of 16, as video models want them. */
export interface ProjectTemplate {
  readonly id: string;
  readonly label: string;
  readonly size: Size;
  readonly fps: Fps;
}

const sixteen: Fps = { num: 16, den: 1 };

export const templates: readonly [ProjectTemplate, ...ProjectTemplate[]] = [
  { id: 'wide', label: '16:9 at 16 fps for Wan', size: { width: 832, height: 480 }, fps: sixteen },
  { id: 'square', label: 'Square', size: { width: 624, height: 624 }, fps: sixteen },
  { id: 'vertical', label: 'Vertical', size: { width: 480, height: 832 }, fps: sixteen },
];
