import { availableParallelism } from 'node:os';
import { betweenTenant } from './betweenTenant.ts';
import { modelTenant } from './modelTenant.ts';
import { ownBetweenTenant, ownInbetweens } from './ownModel/betweenTenant.ts';
import { probeTenant } from './ownModel/probe.ts';
import { parentOf } from './parentPort.ts';
import { pushInTenant } from './pushInTenant.ts';
import { roughTenant } from './roughTenant.ts';
import { serve } from './serving.ts';
import { upscaleTenant } from './upscaleTenant.ts';

/** More would wait for the one pipe to the program. */
const MOST_THREADS = 4;

// The child process: everything heavy or native happens here, so that its end is never the program's.
const own = ownInbetweens();
serve(parentOf(process), [
  betweenTenant({
    script: new URL('frameThread.js', import.meta.url),
    count: Math.min(MOST_THREADS, availableParallelism()),
  }),
  pushInTenant(),
  modelTenant(),
  upscaleTenant(),
  roughTenant(own),
  probeTenant(),
  ownBetweenTenant(own),
]);
