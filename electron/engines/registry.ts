import { Fault } from '../../shared/fault.ts';
import type { Engine } from '../generation/engine.ts';

/** The engines a film can be made with. */
export interface Engines {
  /** In the order they are offered; the first works everywhere. */
  readonly all: readonly Engine[];
  /** Throws Fault 'engine-unknown'. */
  engine(id: string): Engine;
  close(): Promise<void>;
}

export function createEngines(all: readonly Engine[]): Engines {
  return {
    all,
    engine(id) {
      const found = all.find((each) => each.id === id);
      if (found === undefined) {
        const known = all.map((each) => each.id).join(', ');
        throw new Fault('engine-unknown', `There is no engine "${id}".`, `Choose one of: ${known}.`);
      }
      return found;
    },
    async close() {
      await Promise.all(all.map((each) => each.close()));
    },
  };
}
