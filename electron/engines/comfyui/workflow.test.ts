import { describe, expect, test } from 'vitest';
import { plainComfySettings, type ComfyNode } from '../../../shared/engines/comfyui.ts';
import { identityOf } from './batchGraph.ts';
import { choicesIn } from './choices.ts';
import { GraphBuilder, isLink, type Graph } from './graph.ts';
import { catalogueOf } from './objectInfo.ts';
import { missingMarks, ownGraph } from './ownGraph.ts';
import { recipeOf } from './recipe.ts';
import { describedNodes } from './testing/nodes.ts';
import { requestOf } from './testing/rig.ts';
import { FakeServer } from './testing/server.ts';
import { wanGraph, type GraphInputs } from './wanGraph.ts';

const { files } = new FakeServer();
const catalogue = catalogueOf(describedNodes(files, 'new'));
const choices = choicesIn(catalogue);
const parameters = requestOf().parameters;

const inputs: GraphInputs = {
  guide: [
    { name: 'a.png', count: 1 },
    { name: 'grey.png', count: 79 },
    { name: 'b.png', count: 1 },
  ],
  mask: [{ name: 'white.png', count: 81 }],
  size: { width: 832, height: 480 },
  length: 81,
  prompt: 'a train',
  negative: 'text',
  seed: 3,
  strength: 0.9,
  tiled: false,
  prefix: 'entracte/x',
};

const nodes = (graph: Graph, nodeClass: string): readonly ComfyNode[] =>
  Object.values(graph).filter((node) => node.class_type === nodeClass);

describe('the workflow', () => {
  test('links only to nodes that stand before, and to slots they have', () => {
    const { graph, output } = wanGraph(recipeOf(plainComfySettings, parameters, choices), inputs, catalogue);
    const seen = new Set<string>();
    for (const [id, node] of Object.entries(graph)) {
      for (const value of Object.values(node.inputs).filter(isLink)) {
        expect(seen).toContain(value[0]);
        const made = catalogue.get(graph[value[0]]?.class_type ?? '')?.outputs ?? [];
        expect(value[1]).toBeLessThan(made.length);
      }
      seen.add(id);
    }
    expect(graph[output]?.class_type).toBe('SaveImage');
  });

  test('gives every required input of every node, each of the kind the server asks for', () => {
    for (const workflow of [
      plainComfySettings.workflow,
      { kind: 'wan22', high: null, low: null, switchAt: 0.5 } as const,
    ]) {
      const recipe = recipeOf({ ...plainComfySettings, workflow }, parameters, choices);
      for (const tiled of [false, true]) {
        const { graph } = wanGraph(recipe, { ...inputs, tiled }, catalogue);
        for (const { class_type, inputs: given } of Object.values(graph)) {
          const known = catalogue.get(class_type)?.inputs ?? new Map();
          const required = [...known].filter(([, input]) => input.required).map(([name]) => name);
          expect(Object.keys(given), class_type).toEqual(expect.arrayContaining(required));
          expect([...known.keys()], class_type).toEqual(expect.arrayContaining(Object.keys(given)));
          for (const [name, value] of Object.entries(given).filter(([, one]) => isLink(one))) {
            const [from, slot] = value as [string, number];
            const type = catalogue.get(graph[from]?.class_type ?? '')?.outputs[slot];
            expect(type, `${class_type}.${name}`).toBe(known.get(name)?.type);
          }
        }
      }
    }
  });

  test('repeats pictures as often as old servers allow, and joins them as a tree', () => {
    const { graph } = wanGraph(recipeOf(plainComfySettings, parameters, choices), inputs, catalogue);
    const amounts = nodes(graph, 'RepeatImageBatch').map((node) => node.inputs['amount']);
    expect(amounts).toEqual([64, 15, 64, 17]);
    const build = new GraphBuilder();
    build.addFrames(
      Array.from({ length: 64 }, (_, at) => ({ name: `${String(at)}.png`, count: 1 })),
      'Guide',
    );
    const depth = (id: string): number => {
      const links = Object.values(build.graph[id]?.inputs ?? {}).filter(isLink);
      return 1 + Math.max(0, ...links.map(([from]) => depth(from)));
    };
    expect(depth(Object.keys(build.graph).at(-1) ?? '')).toBe(7);
  });

  test('leaves out what an old tiled decoder does not know', () => {
    const old = catalogueOf(describedNodes(files, 'old'));
    const recipe = recipeOf(plainComfySettings, parameters, choicesIn(old));
    const tiles = (known: typeof old) =>
      Object.keys(
        nodes(wanGraph(recipe, { ...inputs, tiled: true }, known).graph, 'VAEDecodeTiled')[0]?.inputs ?? {},
      );
    expect(tiles(old)).not.toContain('temporal_size');
    expect(tiles(catalogue)).toContain('temporal_size');
  });

  test('hands the noise from the high model to the low one at one step', () => {
    const workflow = { kind: 'wan22', high: null, low: null, switchAt: 0.35 } as const;
    const recipe = recipeOf({ ...plainComfySettings, workflow }, parameters, choices);
    const [high, low] = nodes(wanGraph(recipe, inputs, catalogue).graph, 'KSamplerAdvanced');
    expect(high?.inputs).toMatchObject({
      add_noise: 'enable',
      start_at_step: 0,
      end_at_step: 7,
      return_with_leftover_noise: 'enable',
    });
    expect(low?.inputs).toMatchObject({
      add_noise: 'disable',
      start_at_step: 7,
      end_at_step: 20,
      return_with_leftover_noise: 'disable',
    });
  });
});

describe('what is used', () => {
  test('is what was chosen, then what fits the name, and the segment before the settings', () => {
    expect(recipeOf(plainComfySettings, parameters, choices)).toMatchObject({
      models: [{ model: 'wan2.1_vace_1.3B_fp16.safetensors', loras: [] }],
      textEncoder: 'umt5_xxl_fp8_e4m3fn_scaled.safetensors',
      vae: 'wan_2.1_vae.safetensors',
      steps: 20,
      cfg: 6,
    });
    const asked = recipeOf(plainComfySettings, { ...parameters, steps: 9, cfg: 3 }, choices);
    expect(asked).toMatchObject({ steps: 9, cfg: 3 });
  });

  test('with an acceleration LoRA is its steps and cfg, and the LoRA comes first', () => {
    const [acceleration] = choices.accelerations;
    expect(acceleration).toMatchObject({ lora: 'Wan21_CausVid_14B_T2V_lora_rank32.safetensors', cfg: 1 });
    const loras = [{ name: 'film-grain', weight: 0.7 }];
    const recipe = recipeOf(
      { ...plainComfySettings, acceleration: acceleration ?? null },
      { ...parameters, loras },
      choices,
    );
    expect(recipe).toMatchObject({ steps: 6, cfg: 1 });
    expect(recipe.models[0].loras.map(({ name }) => name)).toEqual([
      'Wan21_CausVid_14B_T2V_lora_rank32.safetensors',
      'style/film-grain.safetensors',
    ]);
  });

  test('is in the identity: names, versions, LoRAs with weights, prompts, seed and strength', () => {
    const identity = (more: object = {}, version = '0.3.60') =>
      JSON.stringify(identityOf(plainComfySettings, requestOf({ ...parameters, ...more }), version, choices));
    const plain = identity();
    const loras = (weight: number) => ({ loras: [{ name: 'film-grain', weight }] });
    const all = [
      identity({ prompt: 'a boat' }),
      identity({ negative: 'blur' }),
      identity({ seed: 8 }),
      identity({ strength: 0.5 }),
      identity({ steps: 8 }),
      identity({ cfg: 2 }),
      identity({ model: 'wan2.2_vace_low.safetensors' }),
      identity(loras(1)),
      identity(loras(0.5)),
      identity({}, '0.3.61'),
    ];
    expect(new Set([plain, ...all]).size).toBe(all.length + 1);
    expect(identity({ steps: 20, cfg: 6 })).toBe(plain);
    expect(plain).toContain('wan_2.1_vae.safetensors');
  });
});

describe("the creator's own workflow", () => {
  const node = (class_type: string, title: string, given: Record<string, unknown>): ComfyNode => ({
    class_type,
    inputs: given,
    _meta: { title },
  });
  const own: Graph = {
    '1': node('UNETLoader', 'Entracte: model', { unet_name: 'mine.safetensors', weight_dtype: 'default' }),
    '2': node('LoadImage', 'Entracte: guide', { image: 'gone.png' }),
    '3': node('LoadImageMask', 'entracte mask', { image: 'gone.png', channel: 'red' }),
    '4': node('CLIPTextEncode', 'Entracte: prompt', { text: 'old', clip: ['9', 0] }),
    '5': node('WanVaceToVideo', 'ENTRACTE - size', {
      control_video: ['2', 0],
      control_masks: ['3', 0],
      positive: ['4', 0],
      width: 1,
      height: 1,
      length: 1,
      strength: 1,
    }),
    '6': node('KSampler', 'Entracte: seed', { model: ['1', 0], seed: 0, latent_image: ['5', 2] }),
    '7': node('SaveImage', 'Save', { images: ['6', 0], filename_prefix: 'ComfyUI' }),
    '9': node('CLIPLoader', 'Text', { clip_name: 'x' }),
  };
  const loras = [{ name: 'grain', weight: 0.5 }];
  const filled = ownGraph(own, inputs, loras, catalogue);
  const classAt = (value: unknown) => (isLink(value) ? filled.graph[value[0]]?.class_type : null);

  test('gets the batch at its marks, and nothing else is touched', () => {
    const { graph, output } = filled;
    expect(output).toBe('7');
    expect(graph['4']?.inputs).toEqual({ text: 'a train', clip: ['9', 0] });
    expect(graph['5']?.inputs).toMatchObject({
      width: 832,
      height: 480,
      length: 81,
      strength: 0.9,
      positive: ['4', 0],
    });
    expect(graph['6']?.inputs['seed']).toBe(3);
    expect(graph['7']?.inputs['filename_prefix']).toBe('entracte/x');
    expect(classAt(graph['5']?.inputs['control_video'])).toBe('ImageBatch');
    expect(classAt(graph['5']?.inputs['control_masks'])).toBe('ImageToMask');
    expect(classAt(graph['6']?.inputs['model'])).toBe('LoraLoaderModelOnly');
    expect(Object.keys(graph)).not.toContain('2');
    expect(own['4']?.inputs['text']).toBe('old');
  });

  test('says which marks it lacks, and that LoRAs have no place in it', () => {
    const bare = Object.fromEntries(Object.entries(own).filter(([id]) => id !== '2'));
    expect(missingMarks(bare).map(({ name }) => name)).toEqual(['Entracte: guide']);
    expect(() => ownGraph(bare, inputs, [], catalogue)).toThrow('"Entracte: guide"');
    const unmarked = Object.fromEntries(Object.entries(own).filter(([id]) => id !== '1'));
    expect(() => ownGraph(unmarked, inputs, loras, catalogue)).toThrow('Entracte: model');
  });
});
