import type { VisionTested } from '../../../shared/analysis/vision/contract.ts';
import { Fault } from '../../../shared/fault.ts';
import { createBudget } from './budget.ts';
import { createCaller } from './caller.ts';
import type { DescribeParts } from './describe.ts';
import { createMeter } from './meter.ts';
import { probe, type Look } from './probe.ts';
import { stopFault, Trouble } from './trouble.ts';

export type ConnectParts = Omit<DescribeParts, 'cache' | 'looks'>;

/**
 * Tries an endpoint: its list of models and, where a model was chosen, how far that one's sight goes; both are remembered
 * for the runs. Faults: vision-unreachable, vision-key, vision-credit, vision-model.
 */
export async function testEndpoint(parts: ConnectParts, signal: AbortSignal): Promise<VisionTested> {
  const { client, memory, settings, now } = parts;
  const { label } = client.address;
  const patience = settings.patience * 1000;
  const budget = createBudget({ calls: null, tokens: null });
  const meter = createMeter(settings, budget, now);
  const caller = createCaller({ ...parts, budget, meter, signal, note: () => undefined });
  try {
    const models = await client.models({ patience: Math.min(patience, 20_000), signal });
    if (client.model === '') {
      return { address: label, models: [...models], sight: null, takes: 0 };
    }
    const look: Look = (words, picture) => caller.send(1, (options) => client.look(words, picture, options));
    const sight = await probe(look, parts.paint, parts.random);
    memory.change(label, client.model, { sight });
    await memory.settled();
    return { address: label, models: [...models], sight, takes: memory.get(label, client.model).worked };
  } catch (error) {
    if (!(error instanceof Trouble)) {
      throw error;
    }
    if (error.kind === 'stop') {
      throw stopFault(error, label, client.model);
    }
    throw new Fault(
      'vision-unreachable',
      error.message,
      'Look whether the server runs and whether the address ends with /v1, then try again.',
      error,
    );
  }
}
