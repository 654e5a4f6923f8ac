import type { ExportSettings } from './settings.ts';

/** What one press of Export means. */
export const plainExport: Omit<ExportSettings, 'name'> = {
  preset: 'h264',
  upscale: null,
  size: null,
  fit: 'pad',
  quality: 'balanced',
  speed: 'medium',
  encoder: null,
  captions: true,
  sound: true,
  sidecar: true,
  timeline: false,
  chunked: false,
};
