import { betweenTenant } from './betweenTenant.ts';
import { modelTenant } from './modelTenant.ts';
import { ownBetweenTenant } from './ownModel/betweenTenant.ts';
import { probeTenant } from './ownModel/probe.ts';
import { parentOf } from './parentPort.ts';
import { pushInTenant } from './pushInTenant.ts';
import { roughTenant } from './roughTenant.ts';
import { serve } from './serving.ts';
import { upscaleTenant } from './upscaleTenant.ts';

// The child process: everything heavy or native happens here, so that its end is never the program's.
serve(parentOf(process), [
  betweenTenant(),
  pushInTenant(),
  modelTenant(),
  upscaleTenant(),
  roughTenant(),
  probeTenant(),
  ownBetweenTenant(),
]);
