import type { ComfyChoices } from '../../../shared/engines/comfyui.ts';
import { Fault } from '../../../shared/fault.ts';
import { choicesIn } from './choices.ts';
import type { KnownServer, ServerMemory } from './memory.ts';
import type { Catalogue } from './objectInfo.ts';
import type { Server } from './server.ts';

/** What is known of the servers as a whole. */
export interface Known {
  /** Versions of all servers, each once, in order. */
  readonly version: string;
  /** Of the first server that is known: names that were not chosen are taken from here for every server. */
  readonly choices: ComfyChoices;
  /** Servers that answer now, with what they have. */
  readonly answering: readonly { readonly server: Server; readonly catalogue: Catalogue }[];
}

/** Milliseconds for which an answer, or its absence, is believed. */
const believed = 15_000;

/**
 * Asks every server, and takes what is remembered of those that are silent: a film made with a server that is off is
 * still there. Rejects with the Fault of the first server when nothing is known of any.
 */
export function createSurvey(
  servers: () => Promise<readonly Server[]>,
  classes: readonly string[],
  memory: ServerMemory,
  faultOf: (label: string, error: unknown) => Fault,
): () => Promise<Known> {
  let last: { readonly at: number; readonly known: Promise<Known> } | null = null;
  const ask = async (): Promise<Known> => {
    const all = await servers();
    const faults: Fault[] = [];
    const asked = await Promise.all(
      all.map(async (server) => {
        const { label } = server.client.address;
        try {
          const [stats, catalogue] = await Promise.all([server.stats(), server.catalogue(classes)]);
          const known: KnownServer = { version: stats.version, choices: choicesIn(catalogue) };
          await memory.set(label, known);
          return { server, catalogue, known };
        } catch (error) {
          faults.push(faultOf(label, error));
          return { server, catalogue: null, known: memory.get(label) };
        }
      }),
    );
    const known = asked.flatMap((one) => one.known ?? []);
    const [first] = known;
    if (first === undefined) {
      throw (
        faults[0] ??
        new Fault(
          'comfyui-none',
          'No ComfyUI server is set up.',
          'Add the address of one in the ComfyUI settings of the editor.',
        )
      );
    }
    return {
      version: [...new Set(known.map(({ version }) => version))].sort().join(', '),
      choices: first.choices,
      answering: asked.flatMap(({ server, catalogue }) =>
        catalogue === null ? [] : [{ server, catalogue }],
      ),
    };
  };
  return () => {
    if (last === null || Date.now() - last.at > believed) {
      const asked = { at: Date.now(), known: ask() };
      asked.known.catch(() => {
        last = last === asked ? null : last;
      });
      last = asked;
    }
    return last.known;
  };
}
