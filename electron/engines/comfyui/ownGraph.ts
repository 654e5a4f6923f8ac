import type { ComfyMissing } from '../../../shared/engines/comfyui.ts';
import { GenerationFailure } from '../../generation/engine.ts';
import { GraphBuilder, isLink, type Graph, type Link } from './graph.ts';
import type { Catalogue } from './objectInfo.ts';
import type { WeightedLora } from './recipe.ts';
import { addLoras, type BuiltGraph, type GraphInputs } from './wanGraph.ts';

/**
 * A creator's own workflow in API format. What Entracte fills in is marked by the titles of nodes, in any case:
 *
 *     Entracte: guide      a node that gives an IMAGE; all that used it get the guide (needed)
 *     Entracte: mask       a node that gives a MASK or an IMAGE (needed)
 *     Entracte: size       a node with width, height, length and perhaps strength (WanVaceToVideo; needed)
 *     Entracte: prompt, Entracte: negative    a node with a text
 *     Entracte: seed       a node with seed, noise_seed or value
 *     Entracte: model      a node that gives a MODEL; the batch's LoRAs follow it
 *     Entracte: output     the node that saves the frames (not needed where there is one SaveImage)
 */
export type Mark = 'guide' | 'mask' | 'size' | 'prompt' | 'negative' | 'seed' | 'model' | 'output';

const markNames: readonly Mark[] = [
  ...(['guide', 'mask', 'size', 'prompt', 'negative', 'seed', 'model', 'output'] as const),
];

export type Marks = Readonly<Record<Mark, readonly string[]>>;

/** Ids of the nodes under each mark. */
export function marksIn(graph: Graph): Marks {
  const under = (mark: Mark) =>
    Object.entries(graph)
      .filter(
        ([, { _meta }]) => /^\s*entracte\W+(\w+)/i.exec(_meta?.title ?? '')?.[1]?.toLowerCase() === mark,
      )
      .map(([id]) => id);
  const marks = Object.fromEntries(markNames.map((mark) => [mark, under(mark)])) as Record<Mark, string[]>;
  if (marks.output.length === 0) {
    marks.output = Object.keys(graph).filter((id) => graph[id]?.class_type === 'SaveImage');
  }
  return marks;
}

/** What a workflow's marks lack, to be told before anything is sent. */
export function missingMarks(graph: Graph): readonly ComfyMissing[] {
  const marks = marksIn(graph);
  const lack = (mark: Mark, install: string): readonly ComfyMissing[] =>
    marks[mark].length > 0 ? [] : [{ kind: 'mark', name: `Entracte: ${mark}`, install }];
  const tooMany: readonly ComfyMissing[] =
    marks.output.length > 1
      ? [
          {
            kind: 'mark',
            name: 'Entracte: output',
            install: 'Several nodes save pictures: title the one that saves the frames like this.',
          },
        ]
      : [];
  return [
    ...lack('guide', 'Title the node that loads the control video or its pictures like this.'),
    ...lack('mask', 'Title the node that loads the masks like this.'),
    ...lack('size', 'Title the node with width, height and length (WanVaceToVideo) like this.'),
    ...lack('output', 'Save the frames with a SaveImage node: PNG, one a frame.'),
    ...tooMany,
  ];
}

/** The creator's workflow with a batch filled in. Throws GenerationFailure `refused` where it has no place for it. */
export function ownGraph(
  own: Graph,
  inputs: GraphInputs,
  loras: readonly WeightedLora[],
  catalogue: Catalogue,
): BuiltGraph {
  const marks = marksIn(own);
  const [output] = marks.output;
  const lacking = missingMarks(own);
  if (output === undefined || lacking.length > 0) {
    throw refused(
      `Your workflow has no node titled ${lacking.map(({ name }) => `"${name}"`).join(', ')}.`,
      'Title the nodes in ComfyUI as docs/engines.md says, and export the workflow again (API).',
    );
  }
  if (loras.length > 0 && marks.model.length === 0) {
    throw refused(
      'This batch has LoRAs, and your workflow has no node titled "Entracte: model" they could follow.',
      'Title the node that loads the model like this, or take the LoRAs out of the segments.',
    );
  }
  const build = new GraphBuilder('entracte-');
  const guide = build.addFrames(inputs.guide, 'Guide');
  const pictures = build.addFrames(inputs.mask, 'Mask');
  const mask = build.add('ImageToMask', 'Mask', { image: pictures, channel: 'red' });
  const swaps = new Map<string, (slot: number) => Link | null>();
  marks.guide.forEach((id) => swaps.set(id, (slot) => (slot === 0 ? guide : null)));
  marks.mask.forEach((id) =>
    swaps.set(id, (slot) => (typeOf(own, catalogue, id, slot) === 'MASK' ? mask : pictures)),
  );
  for (const id of loras.length > 0 ? marks.model : []) {
    const model = addLoras(build, [id, 0], loras);
    swaps.set(id, (slot) => (slot === 0 ? model : null));
  }
  const values = valuesFor(inputs);
  const nodes = Object.entries(own).map(([id, node]) => {
    const filled = Object.entries(node.inputs).map(
      ([name, value]) => [name, relinked(value, swaps)] as const,
    );
    const set = markNames.flatMap((mark) => (marks[mark].includes(id) ? Object.entries(values[mark]) : []));
    const fitting = set.filter(([name]) => name in node.inputs && !isLink(node.inputs[name]));
    return [id, { ...node, inputs: Object.fromEntries([...filled, ...fitting]) }] as const;
  });
  return {
    graph: { ...without(Object.fromEntries(nodes), [...marks.guide, ...marks.mask]), ...build.graph },
    output,
  };
}

/** What is set on a marked node, where it has an input of that name. */
function valuesFor(inputs: GraphInputs): Readonly<Record<Mark, Readonly<Record<string, unknown>>>> {
  const { size, length, strength, seed } = inputs;
  const words = (text: string) => ({ text, value: text, string: text, prompt: text });
  return {
    guide: {},
    mask: {},
    size: { ...size, length, strength },
    prompt: words(inputs.prompt),
    negative: words(inputs.negative),
    seed: { seed, noise_seed: seed, value: seed },
    model: {},
    output: { filename_prefix: inputs.prefix },
  };
}

function relinked(value: unknown, swaps: ReadonlyMap<string, (slot: number) => Link | null>): unknown {
  return isLink(value) ? (swaps.get(value[0])?.(value[1]) ?? value) : value;
}

/** What a node gives at a slot; a loader of pictures gives its mask second, one of masks first. */
function typeOf(graph: Graph, catalogue: Catalogue, id: string, slot: number): string {
  const nodeClass = graph[id]?.class_type ?? '';
  return catalogue.get(nodeClass)?.outputs[slot] ?? (/Mask/.test(nodeClass) || slot === 1 ? 'MASK' : 'IMAGE');
}

/** Marked loaders nothing uses any more would still be checked by the server, for files that are not there. */
function without(graph: Graph, ids: readonly string[]): Graph {
  const used = new Set(
    Object.values(graph).flatMap(({ inputs }) =>
      Object.values(inputs).flatMap((v) => (isLink(v) ? [v[0]] : [])),
    ),
  );
  return Object.fromEntries(Object.entries(graph).filter(([id]) => used.has(id) || !ids.includes(id)));
}

function refused(message: string, remedy: string): GenerationFailure {
  return new GenerationFailure('refused', message, remedy);
}
