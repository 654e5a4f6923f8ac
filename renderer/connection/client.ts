import { createORPCClient } from '@orpc/client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '../../shared/contract.ts';
import { Fault, faultData, type FaultData } from '../../shared/fault.ts';
import { texts } from '../texts.ts';
import { portLink, socketLink, type Link, type LinkState } from './link.ts';

declare global {
  interface Window {
    /** Set by Electron's preload; absent in a browser. */
    readonly entracteShell?: { readonly platform: string };
  }
}

export interface Connection {
  readonly client: Client;
  readonly state: StoreApi<LinkState>;
}

/** The one door to the main process: a channel in Electron, a WebSocket in a browser. */
export function connect(): Connection {
  const state = createStore<LinkState>(() => 'connecting');
  const onState = (next: LinkState) => {
    state.setState(next, true);
  };
  const address = `${location.origin.replace(/^http/, 'ws')}/rpc`;
  const link = window.entracteShell === undefined ? socketLink(address, onState) : portLink(onState);
  return { client: createORPCClient<Client>(inWords(link, state)), state };
}

/** What a call fails with when the connection was lost under it. */
export const lostCode = 'connection-lost';

/** Calls that a lost connection broke say so; the transport's own words are for nobody. */
function inWords(link: Link, state: StoreApi<LinkState>): Link {
  return {
    call: async (path, input, options) => {
      try {
        return await link.call(path, input, options);
      } catch (error) {
        const isLost = state.getState() === 'lost' && options.signal?.aborted !== true;
        throw isLost ? new Fault(lostCode, texts.faults.lost, texts.faults.lostRemedy, error) : error;
      }
    },
  };
}

const isFault = (data: unknown): data is FaultData =>
  typeof data === 'object' && data !== null && 'code' in data && 'message' in data && 'remedy' in data;

/** What a failed call says to a person. */
export function faultOf(error: unknown): FaultData {
  if (isFault(error)) {
    return { code: error.code, message: error.message, remedy: error.remedy };
  }
  if (error instanceof Error && 'data' in error && isFault(error.data)) {
    return error.data;
  }
  const data = faultData(error);
  return data.code === 'unexpected' ? { ...data, remedy: texts.faults.unexpectedRemedy } : data;
}

/** Hears a stream for as long as `signal` lasts, opening it again whenever it ends or breaks. */
export async function follow<T>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  hear: (event: T) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const event of await open(signal)) {
        hear(event);
      }
    } catch {
      // The connection's own state tells the person; here we only try again.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
