import type {
  ComfyConnection,
  ComfyMissing,
  ComfySettings,
  ComfyTest,
} from '../../../shared/engines/comfyui.ts';
import { addressOf } from './address.ts';
import { missingFor } from './check.ts';
import { choicesIn, classesFor } from './choices.ts';
import { createClient } from './client.ts';
import { faultOf } from './failures.ts';
import { missingKind, missingNode, missingValue } from './installs.ts';
import { optionsOf, type Catalogue } from './objectInfo.ts';
import { missingMarks } from './ownGraph.ts';
import type { Secrets } from './server.ts';

/**
 * Asks a server what it is and whether it has everything these settings need. Faults: those of `addressOf`,
 * `comfyui-unreachable`, `comfyui-token`, `comfyui-no-comfyui`. What is missing is no fault: it is the answer.
 */
export async function testConnection(
  { server, settings, token }: ComfyTest,
  secrets: Secrets,
  request: typeof fetch = fetch,
): Promise<ComfyConnection> {
  const { label } = addressOf(server, null);
  const client = createClient(addressOf(server, token ?? (await secrets.token(label))), request);
  try {
    const stats = await client.systemStats();
    const [catalogue, queue] = await Promise.all([client.objectInfo(classesFor(settings)), client.queue()]);
    return {
      url: label,
      ...stats,
      queued: queue.running.length + queue.pending.length,
      missing: [...missingOn(catalogue, settings)],
      choices: choicesIn(catalogue),
    };
  } catch (error) {
    throw faultOf(label, error);
  }
}

/** What a server lacks for these settings, each with where it goes. */
export function missingOn(catalogue: Catalogue, settings: ComfySettings): readonly ComfyMissing[] {
  const { workflow } = settings;
  if (workflow.kind === 'own') {
    return [...missingMarks(workflow.graph), ...missingFor(workflow.graph, catalogue)];
  }
  const nodes = classesFor(settings).filter((name) => !catalogue.has(name));
  const file = (nodeClass: string, input: string, chosen: readonly (string | null)[]) => {
    const listed = optionsOf(catalogue, nodeClass, input);
    if (!catalogue.has(nodeClass)) {
      return [];
    }
    return listed.length === 0 && chosen.includes(null)
      ? [missingKind(input)]
      : chosen.flatMap((name) => (name === null || listed.includes(name) ? [] : [missingValue(input, name)]));
  };
  const sampler = workflow.kind === 'wan21' ? 'KSampler' : 'KSamplerAdvanced';
  const { acceleration } = settings;
  const loras =
    acceleration === null ? [] : [acceleration.lora, acceleration.lowLora].filter((n) => n !== null);
  return [
    ...nodes.map(missingNode),
    ...file(
      'UNETLoader',
      'unet_name',
      workflow.kind === 'wan21' ? [workflow.model] : [workflow.high, workflow.low],
    ),
    ...file('CLIPLoader', 'clip_name', [settings.textEncoder]),
    ...file('VAELoader', 'vae_name', [settings.vae]),
    ...file('LoraLoaderModelOnly', 'lora_name', loras),
    ...file(sampler, 'sampler_name', [settings.sampler]),
    ...file(sampler, 'scheduler', [settings.scheduler]),
  ];
}
