import type { WebSocket } from 'ws';
import type { FakeOptions } from './options.ts';

/** Who listens to a fake server, and what they are told. */
export class FakeSockets {
  readonly clientIds: string[] = [];
  readonly firstMessages: string[] = [];
  readonly #options: FakeOptions;
  readonly #open = new Map<string, WebSocket>();

  constructor(options: FakeOptions) {
    this.#options = options;
  }

  add(socket: WebSocket, id: string): void {
    this.clientIds.push(id);
    this.#open.set(id, socket);
    socket.once('message', (data: Buffer) => {
      this.firstMessages.push(data.toString());
    });
    socket.on('error', () => undefined);
    // Whoever closes takes the id with it, even when a newer socket has it.
    socket.on('close', () => this.#open.delete(id));
  }

  /** To one of them, or (null) to all. */
  say(to: string | null, type: string, data: unknown): void {
    if (this.#options.socket === 'silent') {
      return;
    }
    const message = JSON.stringify({ type, data });
    for (const [id, socket] of this.#open) {
      if (to === null || to === id) {
        socket.send(message);
      }
    }
  }

  send(to: string, bytes: Uint8Array): void {
    if (this.#options.socket === 'speaks') {
      this.#open.get(to)?.send(bytes);
    }
  }

  /** Cuts all of them, as a proxy does. */
  drop(): void {
    this.#open.forEach((socket) => {
      socket.terminate();
    });
  }

  forget(): void {
    this.#open.clear();
  }
}
