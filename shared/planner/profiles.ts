import { Fault } from '../fault.ts';
import type { Profile } from './schema.ts';

/** The embedded engine: any even size, one batch at a time, no text. */
export const draftProfile: Profile = Object.freeze({
  engine: 'draft',
  version: '1',
  step: 4,
  largest: 81,
  multiple: 2,
  softMasks: true,
  loras: false,
  prompts: false,
  parallel: 1,
});

/** Wan 2.1 VACE behind ComfyUI: four frames a latent group, 81 frames as it was trained. */
export const wanProfile: Profile = Object.freeze({
  engine: 'comfyui',
  version: '1',
  step: 4,
  largest: 81,
  multiple: 16,
  softMasks: true,
  loras: true,
  prompts: true,
  parallel: 1,
});

/** `base` with another step or largest batch (frames); null keeps its own. Throws a Fault `bad-input`. */
export function profileWith(base: Profile, step: number | null, largest: number | null): Profile {
  const profile = { ...base, step: step ?? base.step, largest: largest ?? base.largest };
  checkProfile(profile);
  return Object.freeze(profile);
}

/** Throws a Fault `bad-input` where no batch of at least two frames fits. */
export function checkProfile(profile: Profile): void {
  for (const field of ['step', 'largest'] as const) {
    const value = profile[field];
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new Fault(
        'bad-input',
        `${field} is ${String(value)}, and it counts frames.`,
        `Give ${field} as a whole number of at least ${field === 'step' ? '1' : String(profile.step + 1)}.`,
      );
    }
  }
  if (profile.largest < profile.step + 1) {
    throw new Fault(
      'bad-input',
      `largest is ${String(profile.largest)}, and with a step of ${String(profile.step)} no batch fits into it.`,
      `Set largest to ${String(profile.step + 1)} or more, or use a smaller step.`,
    );
  }
}
