import path from 'node:path';
import type { EngineInfo } from '../../shared/contract.ts';
import { faultData } from '../../shared/fault.ts';
import { draftProfile } from '../../shared/planner/profiles.ts';
import type { Size } from '../../shared/project/schema.ts';
import { openServerMemory } from '../engines/comfyui/memory.ts';
import { pngCodec } from '../engines/comfyui/png.ts';
import { createDraftEngine } from '../engines/draft/draft.ts';
import { createEngines, type Engines } from '../engines/registry.ts';
import { costOf } from '../film/filmOrder.ts';
import type { Costs } from '../generation/costs.ts';
import type { SpawnChild } from '../inference/childPort.ts';
import { InferenceHost } from '../inference/host.ts';
import { openComfyDesk, type Cipher } from './comfy.ts';
import type { Folders } from './folders.ts';
import { openOwnModels } from './ownModels.ts';

export interface EnginesParts {
  readonly folders: Folders;
  readonly built: string;
  readonly spawnChild: SpawnChild;
  readonly cipher: Cipher | null;
  readonly token: string | null;
}

/** Every engine a film can be made with, and what they work in. `models`: the folder of our models. */
export async function openEngines(
  { folders, built, spawnChild, cipher, token }: EnginesParts,
  models: string,
) {
  const script = path.join(built, 'node', 'inference.js');
  const host = new InferenceHost({ script, spawn: spawnChild });
  // For what must not wait for a render, nor take it along: started at need, ended soon after.
  const aside = new InferenceHost({ script, spawn: spawnChild, idleMs: 20_000 });
  // Computes upscaled frames beside the first.
  const beside = new InferenceHost({ script, spawn: spawnChild, idleMs: 20_000 });
  const kernels = path.join(built, 'kernels', 'interpolation.wasm');
  const at = (name: string) => path.join(folders.data, name);
  const comfy = await openComfyDesk({
    settingsFile: at('comfyui.json'),
    tokensFile: at('comfyui.tokens'),
    cipher,
    token,
    codec: pngCodec,
    memory: await openServerMemory(at('comfyui-servers.json')),
  });
  const draft = createDraftEngine({ host, profile: draftProfile, kernels, models });
  const ownModels = await openOwnModels({
    folder: path.join(at('models'), 'interpolation'),
    host,
    aside,
    kernels,
  });
  return {
    host,
    aside,
    beside,
    kernels,
    comfy,
    ownModels,
    engines: createEngines([draft, comfy.engine], ownModels.engines),
  };
}

/** What the screen is told of every engine: one that cannot be reached says why. */
export function engineInfo(engines: Engines, costs: Costs, size: Size): Promise<EngineInfo[]> {
  const about = async (engine: Engines['all'][number]): Promise<EngineInfo> => {
    const { id, label } = engine;
    try {
      const profile = await engine.profile();
      return { id, label, profile, cost: costOf(engine, profile, costs, size), fault: null };
    } catch (error) {
      return { id, label, profile: null, cost: null, fault: faultData(error) };
    }
  };
  return Promise.all(engines.all.map(about));
}
