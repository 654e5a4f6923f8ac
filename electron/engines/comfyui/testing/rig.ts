import { plainComfySettings, type ComfySettings } from '../../../../shared/engines/comfyui.ts';
import type { Batch } from '../../../../shared/planner/schema.ts';
import type { GenerationEvents, GenerationRequest } from '../../../generation/engine.ts';
import type { Frame } from '../../../media/frame.ts';
import { pictureOf } from '../../testing/film.ts';
import { createComfyEngine, type ComfyEngine, type ComfyParts } from '../comfyui.ts';
import { openServerMemory } from '../memory.ts';
import { pngCodec } from '../png.ts';
import type { FakeServer } from './server.ts';

export const quickPace = { poll: 20, comeback: 1500, probe: 50 };

/** Settings for these servers, with few steps. */
export function settingsFor(
  servers: readonly FakeServer[],
  more: Partial<ComfySettings> = {},
): ComfySettings {
  return {
    ...plainComfySettings,
    steps: 4,
    servers: servers.map(({ url }) => ({ url, allowRemote: false })),
    ...more,
  };
}

export async function engineFor(
  servers: readonly FakeServer[],
  more: Partial<ComfySettings> = {},
  parts: Partial<ComfyParts> = {},
): Promise<ComfyEngine> {
  return createComfyEngine({
    settings: settingsFor(servers, more),
    secrets: { token: () => Promise.resolve(null) },
    codec: pngCodec,
    memory: await openServerMemory(null),
    fetch,
    pace: quickPace,
    ...parts,
  });
}

export const size = { width: 48, height: 32 };

/** A batch of 9 frames with keyframes at 0 and 8, soft masks, and grey between. */
export function requestOf(parameters: Partial<Batch['parameters']> = {}): GenerationRequest {
  const anchors = [0, 8].map((at) => ({ keyframe: `k${String(at)}`, film: at, at, hold: 1, seen: true }));
  const batch: Batch = {
    index: 0,
    from: 0,
    to: 8,
    context: 1,
    wanted: 9,
    generated: 9,
    trimmed: 0,
    dependsOn: null,
    anchors,
    kept: { from: 0, to: 8 },
    segments: ['k0>k8'],
    parameters: {
      prompt: 'a train',
      negative: 'text',
      loras: [],
      seed: 7,
      strength: 0.9,
      steps: null,
      cfg: null,
      model: null,
      ...parameters,
    },
    seconds: 1,
    cut: null,
  };
  return {
    batch,
    size,
    fps: { num: 16, den: 1 },
    parameters: batch.parameters,
    spans: [{ segment: 'k0>k8', from: 0, to: 8, easing: 'linear', across: null }],
    mask: [0, 0.3, 0.6, 1, 1, 1, 0.6, 0.3, 0],
    guide: (at) => Promise.resolve(at % 8 === 0 ? pictureOf(`picture ${String(at)}`, size) : null),
    picture: () => Promise.reject(new Error('no window cuts this batch')),
  };
}

/** What an engine said, as it came. */
export interface Heard {
  readonly events: GenerationEvents;
  readonly frames: Map<number, Frame>;
  readonly phases: string[];
  readonly steps: (readonly [name: string, done: number, total: number])[];
  readonly previews: { readonly type: string; readonly bytes: Uint8Array }[];
  readonly notes: string[];
}

export function listener(onPhase: (name: string) => void = () => undefined): Heard {
  const frames = new Map<number, Frame>();
  const phases: string[] = [];
  const steps: (readonly [string, number, number])[] = [];
  const previews: { type: string; bytes: Uint8Array }[] = [];
  const notes: string[] = [];
  return {
    frames,
    phases,
    steps,
    previews,
    notes,
    events: {
      frame: (at, frame) => {
        frames.set(at, frame);
        return Promise.resolve();
      },
      phase: (name, done, total) => {
        if (phases.at(-1) !== name) {
          phases.push(name);
        }
        steps.push([name, done, total]);
        onPhase(name);
      },
      preview: (_, picture) => previews.push(picture),
      note: (_, text) => notes.push(text),
    },
  };
}

export const never = (): AbortSignal => new AbortController().signal;
