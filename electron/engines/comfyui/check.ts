import type { ComfyMissing } from '../../../shared/engines/comfyui.ts';
import type { Graph } from './graph.ts';
import { missingNode, missingValue } from './installs.ts';
import type { Catalogue } from './objectInfo.ts';

/** What a server lacks for a graph: node classes, and values of lists. Each once. Nothing is sent for this. */
export function missingFor(graph: Graph, catalogue: Catalogue): readonly ComfyMissing[] {
  const missing = new Map<string, ComfyMissing>();
  for (const { class_type, inputs } of Object.values(graph)) {
    const known = catalogue.get(class_type);
    if (known === undefined) {
      missing.set(`node ${class_type}`, missingNode(class_type));
      continue;
    }
    for (const [name, value] of Object.entries(inputs)) {
      const input = known.inputs.get(name);
      const listed = input?.options ?? null;
      if (typeof value === 'string' && listed !== null && input?.upload !== true && !listed.includes(value)) {
        missing.set(`${name} ${value}`, missingValue(name, value));
      }
    }
  }
  return [...missing.values()];
}
