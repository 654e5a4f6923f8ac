import type { ComfyChoices, ComfySettings } from '../../../shared/engines/comfyui.ts';
import { contentKey } from '../../generation/contentKey.ts';
import { GenerationFailure, type GenerationRequest } from '../../generation/engine.ts';
import { abilityOf } from './choices.ts';
import type { BatchPictures } from './frames.ts';
import type { Catalogue } from './objectInfo.ts';
import { ownGraph } from './ownGraph.ts';
import { recipeOf } from './recipe.ts';
import { wanGraph, type BuiltGraph, type GraphInputs } from './wanGraph.ts';

/** A batch, and everything its graph depends on beside the pictures. */
export interface BatchOrder {
  readonly settings: ComfySettings;
  readonly request: Omit<GenerationRequest, 'guide' | 'picture'>;
  readonly choices: ComfyChoices;
  readonly catalogue: Catalogue;
}

/**
 * The graph of a batch: the same order gives the same graph, so that a server which has it cached answers at once.
 * `again` makes it another one from the saving on, for a server whose saved frames are gone. Throws GenerationFailure
 * `refused` when the batch is nothing the workflow can make.
 */
export function batchGraph(
  { settings, request, choices, catalogue }: BatchOrder,
  pictures: BatchPictures,
  tiled: boolean,
  again: number,
): BuiltGraph {
  const { batch, size } = request;
  const { step, multiple } = abilityOf(settings, catalogue);
  if ((batch.generated - 1) % step !== 0 || size.width % multiple !== 0 || size.height % multiple !== 0) {
    throw new GenerationFailure(
      'refused',
      `The server cannot make ${String(batch.generated)} frames of ${String(size.width)}x${String(size.height)}: it takes ${String(step)}n+1 frames and multiples of ${String(multiple)} pixels.`,
      'Plan the film again with this engine chosen.',
    );
  }
  const inputs: GraphInputs = {
    ...pictures,
    size,
    length: batch.generated,
    prompt: batch.parameters.prompt,
    negative: batch.parameters.negative,
    seed: batch.parameters.seed,
    strength: batch.parameters.strength,
    tiled,
    prefix: '',
  };
  const { workflow } = settings;
  const recipe = workflow.kind === 'own' ? null : recipeOf(settings, sorted(request), choices);
  const build = (prefix: string) =>
    workflow.kind === 'own'
      ? ownGraph(workflow.graph, { ...inputs, prefix }, sorted(request).loras, catalogue)
      : // recipe is there for every workflow but the creator's own
        wanGraph(recipe as NonNullable<typeof recipe>, { ...inputs, prefix }, catalogue);
  const name = contentKey(build('').graph).slice(0, 16);
  return build(`entracte/${name}${again === 0 ? '' : `-${String(again)}`}`);
}

/** What decides the pixels beside the request. The order of LoRAs is none of it, so they are always applied sorted. */
export function identityOf(
  settings: ComfySettings,
  request: Omit<GenerationRequest, 'guide' | 'picture'>,
  version: string,
  choices: ComfyChoices,
): unknown {
  const { prompt, negative, seed, strength, loras } = sorted(request);
  return {
    reads: ['prompt', 'negative', 'loras', 'seed', 'strength'],
    /** Grows when our own workflow changes. */
    graph: 1,
    servers: version,
    tiled: settings.tiled,
    prompt,
    negative,
    seed,
    strength,
    ...(settings.workflow.kind === 'own'
      ? { own: settings.workflow.graph, loras }
      : { recipe: recipeOf(settings, sorted(request), choices) }),
  };
}

function sorted({ batch: { parameters } }: Omit<GenerationRequest, 'guide' | 'picture'>) {
  const loras = [...parameters.loras].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...parameters, loras };
}
