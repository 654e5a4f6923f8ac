import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { FakeDisk, Saved } from './disk.ts';
import { execute, type FakeGraph, type FakeNode, type Received, type Value } from './nodes.ts';
import type { FakeOptions } from './options.ts';
import type { Painter } from './painter.ts';
import { previewsOf } from './previews.ts';
import type { FakeSockets } from './sockets.ts';

export interface FakePrompt {
  readonly id: string;
  readonly number: number;
  readonly graph: FakeGraph;
  readonly clientId: string;
}

type Messages = (readonly [string, unknown])[];

/** What the history keeps of a prompt. */
export interface Entry {
  readonly outputs: Readonly<Record<string, Saved>>;
  readonly status: { readonly status_str: string; readonly completed: boolean; readonly messages: Messages };
}

export interface ExecutionParts {
  readonly options: FakeOptions;
  readonly sockets: FakeSockets;
  readonly disk: FakeDisk;
  readonly paint: Painter;
  /** Ends the server; it is back after so many milliseconds, or (null) never. */
  readonly die: (back: number | null) => void;
}

/** What may happen to a prompt while it runs. */
export interface Fate {
  readonly isInterrupted: () => boolean;
  /** The server has died meanwhile. */
  readonly isOver: () => boolean;
}

/** Runs graphs node by node, keeping what each node made: what is known is not run again. */
export class FakeExecution {
  readonly received: Received[] = [];
  /** Classes, in the order they ran. */
  readonly executed: string[] = [];
  readonly #parts: ExecutionParts;
  #cache = new Map<string, Value>();
  #saved = new Map<string, Saved>();

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
  }

  forget(): void {
    this.#cache = new Map();
    this.#saved = new Map();
  }

  /** null when the server died on the way. */
  async run({ id: prompt_id, graph, clientId }: FakePrompt, fate: Fate): Promise<Entry | null> {
    const { options, sockets, disk } = this.#parts;
    const outputs: Record<string, Saved> = {};
    const messages: Messages = [];
    const tell = (type: string, data: object) => {
      messages.push([type, { ...data, prompt_id }]);
      sockets.say(type === 'execution_interrupted' ? null : clientId, type, { ...data, prompt_id });
    };
    const ended = (status_str: string): Entry => ({
      outputs,
      status: { status_str, completed: status_str === 'success', messages },
    });
    tell('execution_start', {});
    const keys = new Map<string, string>();
    const order = orderOf(graph, keys);
    tell('execution_cached', { nodes: order.filter((node) => this.#cache.has(keys.get(node) ?? '')) });
    const values = new Map<string, Value>();
    for (const node of order) {
      // order lists ids of the graph
      const described = graph[node] as FakeNode;
      const key = keys.get(node) ?? '';
      const before = this.#cache.get(key);
      if (before !== undefined) {
        values.set(node, before);
        const saved = this.#saved.get(key);
        if (saved !== undefined) {
          outputs[node] = saved;
        }
        continue;
      }
      sockets.say(clientId, 'executing', { node, prompt_id });
      this.executed.push(described.class_type);
      await this.#takeTime(described, node, prompt_id, clientId, fate);
      if (fate.isOver()) {
        return null;
      }
      if (fate.isInterrupted()) {
        tell('execution_interrupted', { node_id: node, node_type: described.class_type, executed: [] });
        return ended('error');
      }
      const struck = await this.#strike(described, node, tell);
      if (struck !== 'nothing') {
        return struck === 'dead' ? null : ended('error');
      }
      const inputOf = (name: string) =>
        values.get(String((described.inputs[name] as string[] | undefined)?.[0]));
      const value = await execute(described, inputOf, {
        input: (name) => disk.inputs.get(name) ?? null,
        paint: this.#parts.paint,
      });
      if (value.kind === 'latent' && described.class_type === 'WanVaceToVideo') {
        this.received.push(value.received);
      }
      values.set(node, value);
      this.#cache.set(key, value);
      if (described.class_type === 'SaveImage') {
        const saved = disk.save(described, inputOf('images'));
        this.#saved.set(key, saved);
        outputs[node] = saved;
        tell('executed', { node, output: saved });
      }
    }
    if (options.age === 'new') {
      tell('execution_success', {});
    }
    return ended('success');
  }

  /** Steps, previews, and time that passes. */
  async #takeTime(
    node: FakeNode,
    id: string,
    prompt_id: string,
    clientId: string,
    fate: Fate,
  ): Promise<void> {
    const { options, sockets } = this.#parts;
    if (node.class_type === 'Sleep') {
      for (let left = Number(node.inputs['milliseconds']); left > 0 && !fate.isInterrupted(); left -= 5) {
        await wait(5);
      }
    }
    if (!node.class_type.startsWith('KSampler')) {
      return;
    }
    const from = Number(node.inputs['start_at_step'] ?? 0);
    const to = Math.min(Number(node.inputs['steps']), Number(node.inputs['end_at_step'] ?? Infinity));
    const max = to - from;
    for (let value = 1; value <= max && !fate.isInterrupted(); value++) {
      if (options.age === 'new') {
        const nodes = { [id]: { value, max, state: 'running', node_id: id, prompt_id } };
        sockets.say(clientId, 'progress_state', { prompt_id, nodes });
      }
      sockets.say(clientId, 'progress', { value, max, prompt_id, node: id });
      const flags = sockets.firstMessages.at(-1) ?? '';
      for (const bytes of await previewsOf(options.previews, id, prompt_id, flags)) {
        sockets.send(clientId, bytes);
      }
      await wait(options.stepTime);
    }
  }

  /** The trouble that waits at this class, if any is left. */
  async #strike(
    { class_type }: FakeNode,
    id: string,
    tell: (type: string, data: object) => void,
  ): Promise<'nothing' | 'failed' | 'dead'> {
    const { trouble } = this.#parts.options;
    if (trouble === null || trouble.at !== class_type || trouble.times <= 0) {
      return 'nothing';
    }
    trouble.times -= 1;
    const { dies, error } = trouble;
    // Nothing dies at once: models are moved about first.
    await wait(dies === 'no' ? 0 : 150);
    if (error !== null) {
      tell('execution_error', {
        node_id: id,
        node_type: class_type,
        executed: [],
        exception_message: error.message,
        exception_type: error.type,
        traceback: ['  File "execution.py", line 1\n'],
        current_inputs: { samples: ['0.1234, '.repeat(trouble.baggage / 8)] },
        current_outputs: [],
      });
    }
    if (dies === 'no') {
      return 'failed';
    }
    setTimeout(() => {
      this.#parts.die(dies);
    }, 5);
    await wait(1000);
    return 'dead';
  }
}

/** Ids in an order in which every node comes after what it takes; `keys` gets what each is made of, all the way up. */
function orderOf(graph: FakeGraph, keys: Map<string, string>): readonly string[] {
  const order: string[] = [];
  const visit = (id: string): string => {
    const known = keys.get(id);
    if (known !== undefined) {
      return known;
    }
    const node = graph[id];
    const inputs = Object.entries(node?.inputs ?? {}).map(([name, value]) =>
      Array.isArray(value) ? [name, visit(String(value[0])), value[1]] : [name, value],
    );
    const key = createHash('sha256')
      .update(JSON.stringify([node?.class_type, inputs]))
      .digest('hex');
    keys.set(id, key);
    order.push(id);
    return key;
  };
  Object.keys(graph).forEach(visit);
  return order;
}
