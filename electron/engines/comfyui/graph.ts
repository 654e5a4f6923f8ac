import type { ComfyNode } from '../../../shared/engines/comfyui.ts';

/** Output `slot` of node `node`. */
export type Link = readonly [node: string, slot: number];

/** A workflow in ComfyUI's API format, by node id. */
export type Graph = Readonly<Record<string, ComfyNode>>;

/** So many frames in a row that are the same picture; `name` is what the server calls it. */
export interface Run {
  readonly name: string;
  readonly count: number;
}

/** Builds a graph node by node. Ids follow the order, so that two graphs that differ late share the server's cache. */
export class GraphBuilder {
  readonly #nodes: Record<string, ComfyNode> = {};
  readonly #prefix: string;
  #last = 0;

  /** `prefix` keeps ids apart from those of a graph they are added to. */
  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  add(nodeClass: string, title: string, inputs: Readonly<Record<string, unknown>>): Link {
    this.#last += 1;
    const id = `${this.#prefix}${String(this.#last)}`;
    this.#nodes[id] = { class_type: nodeClass, inputs: { ...inputs }, _meta: { title } };
    return [id, 0];
  }

  /**
   * An image batch of all runs in order. Batches are joined as a tree: the server keeps what every node gives, and a
   * chain of n frames would keep n*n/2 of them instead of n*log(n).
   */
  addFrames(runs: readonly Run[], what: string): Link {
    const loaded = new Map<string, Link>();
    const links = runs.map(({ name, count }) => {
      const image = loaded.get(name) ?? this.add('LoadImage', `${what} picture`, { image: name });
      loaded.set(name, image);
      return count === 1
        ? [image]
        : split(count).map((amount) =>
            this.add('RepeatImageBatch', `${what} x ${String(amount)}`, { image, amount }),
          );
    });
    return this.#join(links.flat(), what);
  }

  #join(links: readonly Link[], what: string): Link {
    const [first, ...others] = links;
    if (first === undefined) {
      throw new RangeError('a batch has at least one frame');
    }
    if (others.length === 0) {
      return first;
    }
    const middle = Math.ceil(links.length / 2);
    const image1 = this.#join(links.slice(0, middle), what);
    const image2 = this.#join(links.slice(middle), what);
    return this.add('ImageBatch', what, { image1, image2 });
  }

  get graph(): Graph {
    return this.#nodes;
  }
}

/** Older servers repeat a picture 64 times at most. */
function split(count: number): readonly number[] {
  const most = 64;
  const parts = Math.ceil(count / most);
  return Array.from({ length: parts }, (_, part) => Math.min(most, count - part * most));
}

export function isLink(value: unknown): value is Link {
  return (
    Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number'
  );
}
