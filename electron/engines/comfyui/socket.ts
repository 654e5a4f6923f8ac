import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import type { Address } from './address.ts';
import { binaryEvent, textEvent, type LiveEvent } from './messages.ts';

/** What a server says by itself. It may fall silent at any time: nothing may depend on it. */
export interface LiveSocket {
  /** The id under which the server speaks to this socket now; another after every reconnect. */
  readonly clientId: () => string;
  /** Resolves when the socket is open, or will not be soon. */
  readonly ready: Promise<void>;
  close(): void;
}

/** Messages larger than this close the socket; it comes back, and asking tells the rest. Bytes. */
const largestMessage = 64 * 1024 * 1024;
const firstWait = 500;
const longestWait = 10_000;

/** Opens the socket and keeps it open, with a fresh id every time: an id used again can silence the new socket. */
export function openSocket(address: Address, onEvent: (event: LiveEvent) => void): LiveSocket {
  let clientId = randomUUID();
  let socket: WebSocket | null = null;
  let again: NodeJS.Timeout | null = null;
  let wait = firstWait;
  let closed = false;
  let settle: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const connect = () => {
    const opened = new WebSocket(address.socket(clientId), {
      headers: { ...address.headers },
      maxPayload: largestMessage,
      handshakeTimeout: 5000,
      followRedirects: false,
    });
    socket = opened;
    opened.on('open', () => {
      wait = firstWait;
      // Previews come with their prompt's id only when this is the very first message.
      opened.send(JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }));
      settle();
    });
    opened.on('message', (data, isBinary) => {
      const bytes = bytesOf(data);
      const event = isBinary ? binaryEvent(bytes) : textEvent(Buffer.from(bytes).toString('utf8'));
      if (event !== null && !closed) {
        onEvent(event);
      }
    });
    // What went wrong is of no use: `close` follows, and asking tells the truth.
    opened.on('error', () => undefined);
    opened.on('close', () => {
      settle();
      if (!closed) {
        clientId = randomUUID();
        again = setTimeout(connect, wait);
        wait = Math.min(longestWait, wait * 2);
      }
    });
  };
  connect();
  return {
    clientId: () => clientId,
    ready,
    close: () => {
      closed = true;
      if (again !== null) {
        clearTimeout(again);
      }
      socket?.terminate();
    },
  };
}

function bytesOf(data: WebSocket.RawData): Uint8Array {
  if (Array.isArray(data)) {
    return Buffer.concat(data);
  }
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
