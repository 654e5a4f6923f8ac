/** Every text of the screen, so that it can be translated in one place; each part stands beside what shows it.
 * Names of edits are in shared/project/edits. */
import { actionTexts, groupTexts, keyTexts, paletteTexts } from './actions/texts.ts';
import { analysisTexts, visionTexts, warningTexts } from './analysis/texts.ts';
import { appTexts, dialogTexts, faultTexts, topTexts } from './app/texts.ts';
import { binTexts } from './bin/texts.ts';
import { captionTexts } from './captions/texts.ts';
import { fileTexts, projectTexts } from './document/texts.ts';
import { comfyTexts, ownModelTexts } from './engine/texts.ts';
import { exportTexts } from './export/texts.ts';
import { stateTexts } from './film/texts.ts';
import { inspectorTexts } from './inspector/texts.ts';
import { jobTexts } from './jobs/texts.ts';
import { soundTexts } from './sound/texts.ts';
import { cutTexts, timelineTexts } from './timeline/texts.ts';
import { upscaleTexts } from './upscale/texts.ts';
import { viewerTexts } from './viewer/texts.ts';

export const texts = {
  app: appTexts,
  top: topTexts,
  bin: binTexts,
  viewer: viewerTexts,
  inspector: inspectorTexts,
  states: stateTexts,
  timeline: timelineTexts,
  captions: captionTexts,
  sound: soundTexts,
  analysis: analysisTexts,
  upscale: upscaleTexts,
  warnings: warningTexts,
  vision: visionTexts,
  cuts: cutTexts,
  comfy: comfyTexts,
  ownModels: ownModelTexts,
  jobs: jobTexts,
  files: fileTexts,
  projects: projectTexts,
  exports: exportTexts,
  keys: keyTexts,
  palette: paletteTexts,
  groups: groupTexts,
  actions: actionTexts,
  dialog: dialogTexts,
  faults: faultTexts,
} as const;
