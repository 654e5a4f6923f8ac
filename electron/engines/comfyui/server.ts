import type { ComfyServer } from '../../../shared/engines/comfyui.ts';
import { addressOf } from './address.ts';
import { createClient, type ComfyClient, type SystemStats } from './client.ts';
import type { Catalogue } from './objectInfo.ts';

/** Tokens by address (`Address.label`); null for none. They stay out of settings, logs and URLs. */
export interface Secrets {
  token(label: string): Promise<string | null>;
}

/** One server of the pool and what is known of it. */
export interface Server {
  readonly client: ComfyClient;
  /** The server's name for a picture, sent unless the server has it. `name` is made of the hash of its bytes. */
  keep(name: string, bytes: Uint8Array): Promise<string>;
  /** Describes these node classes; asked again after a while and after `forget`. */
  catalogue(classes: readonly string[]): Promise<Catalogue>;
  stats(): Promise<SystemStats>;
  /** Believes nothing any more of what the server had. */
  forget(): void;
}

/** Milliseconds for which an answer about nodes and files is believed. */
const believed = 60_000;

/** Throws the Faults of `addressOf`. */
export async function openServer(
  server: ComfyServer,
  secrets: Secrets,
  request: typeof fetch,
): Promise<Server> {
  const { label } = addressOf(server, null);
  const client = createClient(addressOf(server, await secrets.token(label)), request);
  return createServer(client);
}

export function createServer(client: ComfyClient): Server {
  const kept = new Map<string, Promise<string>>();
  let catalogue: { readonly key: string; readonly at: number; readonly value: Promise<Catalogue> } | null =
    null;
  const send = async (name: string, bytes: Uint8Array) =>
    (await client.findInput(name, bytes.length)) ?? client.upload(name, bytes);
  return {
    client,
    keep: (name, bytes) => {
      const before = kept.get(name);
      if (before !== undefined) {
        return before;
      }
      const sending = send(name, bytes);
      kept.set(name, sending);
      sending.catch(() => kept.delete(name));
      return sending;
    },
    catalogue: (classes) => {
      const key = [...new Set(classes)].sort().join();
      if (catalogue?.key !== key || Date.now() - catalogue.at > believed) {
        const asked = { key, at: Date.now(), value: client.objectInfo(classes) };
        asked.value.catch(() => {
          catalogue = catalogue === asked ? null : catalogue;
        });
        catalogue = asked;
      }
      return catalogue.value;
    },
    stats: () => client.systemStats(),
    forget: () => {
      kept.clear();
      catalogue = null;
    },
  };
}
