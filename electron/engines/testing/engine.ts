import { setTimeout as sleep } from 'node:timers/promises';
import type { Profile } from '../../../shared/planner/schema.ts';
import type { Frame } from '../../media/frame.ts';
import { GenerationFailure, type Engine, type GenerationRequest } from '../../generation/engine.ts';
import { noFaults, type Faults } from './faults.ts';

export interface TestEngineParts {
  readonly profile: Partial<Profile>;
  readonly faults: Partial<Faults>;
  /** Milliseconds a frame takes. */
  readonly pace: number;
  /** Called when a generation begins and when it ends well. */
  readonly log: (what: 'begins' | 'ends', request: GenerationRequest) => void;
}

/** Its lengths are Wan's; it reads everything. */
export const testProfile: Profile = {
  engine: 'testing',
  version: '1',
  step: 4,
  largest: 81,
  multiple: 2,
  softMasks: true,
  loras: true,
  prompts: true,
  parallel: 1,
};

/**
 * An engine whose pixels are a pure function of the request: each frame mixes the guide's nearest known frames and
 * adds a pattern of prompt, seed and frame. It can be told to fail. Made for tests; never offered to a creator.
 */
export function createTestEngine(parts: Partial<TestEngineParts> = {}): Engine {
  const profile = { ...testProfile, ...parts.profile };
  const faults = { ...noFaults, ...parts.faults };
  const log = parts.log ?? (() => undefined);
  let generations = 0;
  return {
    id: profile.engine,
    label: 'Test engine',
    profile: () => Promise.resolve(profile),
    identity: () => Promise.resolve({ version: profile.version }),
    close: () => Promise.resolve(),
    generate: async (request, events, signal) => {
      const generation = generations++;
      log('begins', request);
      failAtOnce(request, faults);
      const { generated } = request.batch;
      const surplus = faults.count?.generation === generation ? faults.count.surplus : 0;
      const paint = await painter(request);
      for (let at = 0; at < generated + surplus; at++) {
        await sleep(parts.pace ?? 0, undefined, { signal }).catch(() => {
          throw new GenerationFailure('cancelled', 'Cancelled.', 'Render again.');
        });
        const is = (fault: { generation: number; frame: number } | null) =>
          fault?.generation === generation && fault.frame === at;
        if (is(faults.crash)) {
          if (faults.crash?.hard === true) {
            process.kill(process.pid, 'SIGKILL');
            await sleep(60_000);
          }
          throw new GenerationFailure('lost', 'The engine process ended.', 'It is started again.');
        }
        if (is(faults.hang)) {
          await new Promise(() => undefined);
        }
        await events.frame(at, is(faults.black) ? black(request) : paint(at));
        events.phase('sampling', at + 1, generated);
      }
      log('ends', request);
    },
  };
}

function failAtOnce({ batch, spans }: GenerationRequest, { memoryAbove, segment }: Faults): void {
  if (memoryAbove !== null && batch.generated > memoryAbove) {
    const message = `${String(batch.generated)} frames do not fit into the memory.`;
    throw new GenerationFailure('outOfMemory', message, 'Choose a smaller largest batch.');
  }
  if (segment !== null && spans.some((span) => span.segment === segment.key)) {
    throw new GenerationFailure(segment.kind, 'This segment always fails.', 'Change its prompt.');
  }
}

async function painter(request: GenerationRequest): Promise<(at: number) => Frame> {
  const { width, height } = request.size;
  const { generated } = request.batch;
  const known: { at: number; frame: Frame }[] = [];
  for (let at = 0; at < generated; at++) {
    const frame = await request.guide(at);
    if (frame !== null && (request.mask[at] ?? 1) === 0) {
      known.push({ at, frame });
    }
  }
  const { prompt, seed } = request.parameters;
  const given = known.map(({ frame }) => frame.data.reduce((sum, byte) => sum + byte, 0)).join();
  const salt = [...`${prompt}/${String(seed)}/${given}`].reduce(
    (sum, char) => (sum * 31 + char.charCodeAt(0)) % 65521,
    7,
  );
  return (at) => {
    const before = known.filter((one) => one.at <= at).at(-1) ?? known[0];
    const after = known.find((one) => one.at >= at) ?? before;
    const data = new Uint8Array(width * height * 4).fill(255);
    if (before !== undefined && after !== undefined) {
      const t = after.at === before.at ? 0 : (at - before.at) / (after.at - before.at);
      for (let i = 0; i < data.length; i += 4) {
        const pattern = (Math.imul(i * 13 + at * 7 + salt, 2654435761) >>> 16) % 61;
        for (let c = 0; c < 3; c++) {
          const mixed = (before.frame.data[i + c] ?? 0) * (1 - t) + (after.frame.data[i + c] ?? 0) * t;
          data[i + c] = Math.min(255, Math.round(mixed) + pattern);
        }
      }
    }
    return { width, height, data };
  };
}

function black({ size }: GenerationRequest): Frame {
  const data = new Uint8Array(size.width * size.height * 4);
  for (let i = 3; i < data.length; i += 4) {
    data[i] = 255;
  }
  return { ...size, data };
}
