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

/** `added`: engines that come and go while the program runs, offered after the others. */
export function createEngines(fixed: readonly Engine[], added: () => readonly Engine[] = () => []): Engines {
  const everyone = () => [...fixed, ...added()];
  return {
    get all() {
      return everyone();
    },
    engine(id) {
      const all = everyone();
      const found = all.find((each) => each.id === id);
      if (found === undefined) {
        const known = all.map((each) => each.id).join(', ');
        throw new Fault('engine-unknown', `There is no engine "${id}".`, `Choose one of: ${known}.`);
      }
      return found;
    },
    async close() {
      await Promise.all(everyone().map((each) => each.close()));
    },
  };
}
