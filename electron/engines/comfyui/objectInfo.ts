import { z } from 'zod';

/** What a server says about one input of a node class. `options` are the values it accepts; null for anything. */
export interface InputInfo {
  readonly type: string;
  readonly options: readonly string[] | null;
  /** The options are files that can be sent: a name beside them is right too. */
  readonly upload: boolean;
  readonly required: boolean;
  readonly step: number | null;
  readonly max: number | null;
}

export interface NodeInfo {
  readonly inputs: ReadonlyMap<string, InputInfo>;
  readonly outputs: readonly string[];
  /** Runs by itself, and what it needs with it: a graph without one does nothing. */
  readonly isOutput: boolean;
}

/** The node classes a server has, by name. */
export type Catalogue = ReadonlyMap<string, NodeInfo>;

const nodeSchema = z.object({
  input: z
    .object({
      required: z.record(z.string(), z.unknown()).optional(),
      optional: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  output: z.array(z.unknown()).optional(),
  output_node: z.boolean().optional(),
});

/** Reads `/object_info` in both its forms; classes that are told in no known form are left out. */
export function catalogueOf(answer: unknown): Catalogue {
  const classes = z.record(z.string(), z.unknown()).safeParse(answer);
  const catalogue = new Map<string, NodeInfo>();
  for (const [name, value] of Object.entries(classes.data ?? {})) {
    const told = nodeSchema.safeParse(value);
    if (told.success) {
      const { input, output, output_node } = told.data;
      const inputs = new Map([
        ...Object.entries(input?.required ?? {}).map(([key, spec]) => [key, inputOf(spec, true)] as const),
        ...Object.entries(input?.optional ?? {}).map(([key, spec]) => [key, inputOf(spec, false)] as const),
      ]);
      const outputs = (output ?? []).map((type) => (typeof type === 'string' ? type : 'COMBO'));
      catalogue.set(name, { inputs, outputs, isOutput: output_node ?? false });
    }
  }
  return catalogue;
}

/** An input is `[["a", "b"], {...}]` or, newer, `["COMBO", {"options": ["a", "b"]}]`; others `["INT", {...}]`. */
function inputOf(spec: unknown, required: boolean): InputInfo {
  const [type, config] = Array.isArray(spec) ? (spec as readonly unknown[]) : [spec];
  const more = (typeof config === 'object' && config !== null ? config : {}) as Record<string, unknown>;
  const listed = Array.isArray(type) ? type : type === 'COMBO' ? more['options'] : null;
  const number = (name: string) => (typeof more[name] === 'number' ? more[name] : null);
  return {
    type: typeof type === 'string' ? type : 'COMBO',
    options: Array.isArray(listed) ? listed.map(String) : null,
    upload: Object.entries(more).some(([name, on]) => name.endsWith('_upload') && on === true),
    required,
    step: number('step'),
    max: number('max'),
  };
}

/** The values an input of a class accepts; empty where the server has no such class or input. */
export function optionsOf(catalogue: Catalogue, nodeClass: string, input: string): readonly string[] {
  return catalogue.get(nodeClass)?.inputs.get(input)?.options ?? [];
}
