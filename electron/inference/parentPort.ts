import type { FromChild, ToChild } from './protocol.ts';
import type { ParentPort } from './serving.ts';

/** What Electron's utility process has as `process.parentPort`. */
interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

/**
 * The way to whoever started this process: Electron's port or Node's channel. The process ends when the channel
 * closes, so that it never outlives the program (Electron ends its utility processes itself).
 */
export function parentOf(child: NodeJS.Process): ParentPort {
  const port = (child as NodeJS.Process & { readonly parentPort?: ElectronParentPort }).parentPort;
  if (port !== undefined) {
    return {
      send(message: FromChild) {
        port.postMessage(message);
        return Promise.resolve();
      },
      listen(listener) {
        port.on('message', ({ data }) => listener(data as ToChild));
      },
    };
  }
  if (child.send === undefined) {
    throw new Error('This file is started by the program, not by hand.');
  }
  const send = child.send.bind(child);
  child.once('disconnect', () => child.exit(0));
  // Ctrl-C reaches every process of a terminal: what it means is decided by the program alone.
  child.on('SIGINT', () => undefined);
  return {
    send: (message: FromChild) =>
      new Promise((resolve) => {
        // A closed channel ends the process, so its error needs no answer.
        send(message, undefined, undefined, () => resolve());
      }),
    listen(listener) {
      child.on('message', (message) => listener(message as ToChild));
    },
  };
}
