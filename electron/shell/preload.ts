import { contextBridge, ipcRenderer } from 'electron';

/** The little of the DOM that is used here: the main process around this file has none. */
interface PortEvent {
  readonly source: unknown;
  readonly origin: string;
  readonly data: unknown;
  readonly ports: NonNullable<Parameters<typeof ipcRenderer.postMessage>[2]>;
}
declare const window: { addEventListener(type: 'message', listener: (event: PortEvent) => void): void };
declare const location: { readonly origin: string };

/**
 * The whole of what the screen gets: the platform's name, and one message port, handed on to main, over which the
 * contract is spoken. No function of Node or Electron is reachable from the page.
 */
contextBridge.exposeInMainWorld('entracteShell', { platform: process.platform });

window.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (
    event.source === window &&
    event.origin === location.origin &&
    event.data === 'entracte:port' &&
    port !== undefined
  ) {
    ipcRenderer.postMessage('entracte:port', null, [port]);
  }
});
