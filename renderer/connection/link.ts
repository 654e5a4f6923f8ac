import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketRPCLink } from '@orpc/client/websocket';
import type { StoreApi } from 'zustand/vanilla';

export type LinkState = 'connecting' | 'open' | 'lost';

export type Link = ClientLink<ClientContext>;

const delays = [250, 500, 1000, 2000, 4000] as const;

/**
 * A link over a WebSocket that opens itself again when it is lost. Calls made meanwhile wait for the next socket;
 * calls under way reject. `onState` hears every change; milliseconds between tries grow to 4000.
 */
export function socketLink(address: string, onState: (state: LinkState) => void): Link {
  let tries = 0;
  let ready: Promise<Link>;
  const open = () => {
    ready = new Promise((resolve) => {
      const websocket = new WebSocket(address);
      // Heard before the link hears it: whose call rejects can see that the connection is why.
      websocket.addEventListener('close', () => {
        onState('lost');
        const delay = delays[Math.min(tries, delays.length - 1)];
        tries += 1;
        setTimeout(() => {
          const waiting = resolve;
          open();
          void ready.then(waiting);
        }, delay);
      });
      const link = new SocketRPCLink({ websocket });
      websocket.addEventListener('open', () => {
        tries = 0;
        onState('open');
        resolve(link);
      });
    });
  };
  onState('connecting');
  open();
  return { call: async (path, input, options) => (await ready).call(path, input, options) };
}

/** The link inside Electron: one end of a channel goes to the preload, which hands it to the main process. */
export function portLink(onState: (state: LinkState) => void): Link {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  window.postMessage('entracte:port', location.origin, [port2]);
  onState('open');
  return new PortLink({ port: port1 });
}

/** Resolves when the link is open. */
export function whenOpen(link: StoreApi<LinkState>): Promise<void> {
  return new Promise((resolve) => {
    const look = (state: LinkState) => {
      if (state === 'open') {
        stop();
        resolve();
      }
    };
    const stop = link.subscribe(look);
    look(link.getState());
  });
}
