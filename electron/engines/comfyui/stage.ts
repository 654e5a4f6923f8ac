import type { Graph } from './graph.ts';

const stages: readonly (readonly [RegExp, string])[] = [
  [/^(UNETLoader|CLIPLoader|VAELoader|Lora|ModelSampling)/, 'loading the model'],
  [/^CLIPTextEncode/, 'reading the prompt'],
  [/^(LoadImage|RepeatImageBatch|ImageBatch|ImageToMask|WanVaceToVideo)/, 'reading guide and mask'],
  [/^(KSampler|SamplerCustom)/, 'sampling'],
  [/^(TrimVideoLatent|VAEDecode)/, 'decoding'],
  [/^(SaveImage|PreviewImage)/, 'saving'],
];

/** What a person is told while a node runs. The two samplers of Wan 2.2 are told apart by their titles. */
export function stageOf(graph: Graph, node: string | null): string {
  const found = graph[node ?? ''];
  if (found === undefined) {
    return 'working';
  }
  const title = found._meta?.title?.toLowerCase() ?? '';
  if (title.startsWith('sampling')) {
    return title;
  }
  return stages.find(([pattern]) => pattern.test(found.class_type))?.[1] ?? 'working';
}
