import { describedNodes, type FakeFiles, type FakeGraph } from './nodes.ts';
import type { FakeOptions } from './options.ts';

export interface Submission {
  readonly prompt: FakeGraph;
  readonly client_id?: string;
  readonly prompt_id?: string;
}

/** Why a server does not take a graph, as it answers. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
}

/** `/object_info` of the classes it has. */
export function offeredNodes(files: FakeFiles, { age, without }: FakeOptions): Record<string, unknown> {
  const all = Object.entries(describedNodes(files, age));
  return Object.fromEntries(all.filter(([name]) => !without.includes(name)));
}

/** null when the graph is taken. `inputs` are the pictures that were sent, by their names. */
export function refusalOf(
  { prompt: graph, prompt_id }: Submission,
  known: Readonly<Record<string, unknown>>,
  inputs: ReadonlyMap<string, unknown>,
  age: FakeOptions['age'],
): Refusal | null {
  const errors: Record<string, unknown> = {};
  for (const [id, { class_type, inputs: given }] of Object.entries(graph)) {
    const described = known[class_type];
    if (described === undefined) {
      const message = `Node '${class_type}' not found.`;
      const error = { type: 'missing_node_type', message, details: '', extra_info: {} };
      return age === 'old' ? { status: 500, body: {} } : { status: 400, body: { error, node_errors: {} } };
    }
    const found = Object.entries(given).flatMap(([name, value]) =>
      objections(described, name, value, inputs),
    );
    if (found.length > 0) {
      errors[id] = { errors: found, dependent_outputs: [], class_type };
    }
  }
  if (Object.keys(errors).length > 0) {
    const message = 'Prompt outputs failed validation';
    const error = { type: 'prompt_outputs_failed_validation', message, details: '', extra_info: {} };
    return { status: 400, body: { error, node_errors: errors } };
  }
  if (age === 'new' && prompt_id !== undefined && !uuid.test(prompt_id)) {
    const error = { type: 'invalid_prompt_id', message: 'prompt_id must be a valid UUID', details: '' };
    return { status: 400, body: { error, node_errors: {} } };
  }
  return null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function objections(
  described: unknown,
  name: string,
  value: unknown,
  inputs: ReadonlyMap<string, unknown>,
): unknown[] {
  const { input } = described as { input: Record<string, Record<string, unknown[]>> };
  const spec = input['required']?.[name] ?? input['optional']?.[name];
  const config = (spec?.[1] ?? {}) as { options?: string[]; image_upload?: boolean };
  const options = Array.isArray(spec?.[0]) ? (spec[0] as string[]) : (config.options ?? null);
  if (config.image_upload === true) {
    const there = inputs.has(String(value));
    const details = `Invalid image file: ${String(value)}`;
    return there
      ? []
      : [{ type: 'custom_validation_failed', message: 'Custom validation failed for node', details }];
  }
  if (options !== null && !options.includes(String(value))) {
    const details = `${name}: '${String(value)}' not in ['${options.join("', '")}']`;
    return [{ type: 'value_not_in_list', message: 'Value not in list', details, extra_info: {} }];
  }
  return [];
}
