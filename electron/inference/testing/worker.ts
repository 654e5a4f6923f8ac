import { betweenTenant } from '../betweenTenant.ts';
import { modelTenant } from '../modelTenant.ts';
import { ownBetweenTenant, ownInbetweens } from '../ownModel/betweenTenant.ts';
import { probeTenant } from '../ownModel/probe.ts';
import { parentOf } from '../parentPort.ts';
import { pushInTenant } from '../pushInTenant.ts';
import { roughTenant } from '../roughTenant.ts';
import { serve, tenant } from '../serving.ts';
import { upscaleTenant } from '../upscaleTenant.ts';
import { abort, count, echo, exhaust, hang, ship } from './calls.ts';

// The real child, with tenants that misbehave on request.
const own = ownInbetweens();
serve(parentOf(process), [
  betweenTenant({ script: new URL('frameThread.mjs', import.meta.url), count: 2 }),
  pushInTenant(),
  modelTenant(),
  upscaleTenant(),
  roughTenant(own),
  probeTenant(),
  ownBetweenTenant(own),
  tenant(echo, (text) => Promise.resolve(text)),
  tenant(abort, () => process.abort()),
  // Blocks the process as native code does: not even a closing channel is noticed.
  tenant(hang, (ms) => Promise.resolve(Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms))),
  tenant(exhaust, () => {
    for (const kept: number[][] = []; ;) {
      kept.push(new Array<number>(10_000).fill(kept.length));
    }
  }),
  tenant(count, async (upTo, emit) => {
    for (let n = 1; n <= upTo; n++) {
      await emit(n);
    }
    return null;
  }),
  tenant(ship, async (many, emit) => {
    const item = new Uint8Array(1e6);
    for (let n = 0; n < many; n++) {
      await emit(item.fill(n));
    }
    return null;
  }),
]);
