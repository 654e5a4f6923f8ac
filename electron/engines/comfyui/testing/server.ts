import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { FakeDisk } from './disk.ts';
import { FakeExecution, type FakePrompt } from './execution.ts';
import type { FakeFiles, Received } from './nodes.ts';
import { plainOptions, type FakeOptions } from './options.ts';
import { createPainter } from './painter.ts';
import { FakeQueue } from './queue.ts';
import { answer, statusAtDoor } from './routes.ts';
import { FakeSockets } from './sockets.ts';

/**
 * A ComfyUI for tests, made from the facts of its protocol: routes, queue, history, cache, socket, and the ways it
 * is known to fail. It keeps everything it was given. Nothing of it comes from our client.
 */
export class FakeServer {
  readonly options: FakeOptions;
  readonly files: FakeFiles;
  /** Everything that was sent to it. */
  readonly requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
  }[] = [];
  readonly received: readonly Received[];
  readonly prompts: readonly FakePrompt[];
  readonly uploads: readonly string[];
  readonly interrupts: readonly unknown[];
  readonly executed: readonly string[];
  readonly clientIds: readonly string[];
  readonly firstMessages: readonly string[];
  readonly inputs: Map<string, Uint8Array>;
  readonly outputs: Map<string, Uint8Array>;
  freed = 0;

  readonly #disk: FakeDisk;
  readonly #sockets: FakeSockets;
  readonly #execution: FakeExecution;
  readonly #queue: FakeQueue;
  readonly #connections = new Set<Socket>();
  #http: Server | null = null;
  #port = 0;

  constructor(options: Partial<FakeOptions> = {}) {
    this.options = { ...plainOptions, ...options };
    this.#disk = new FakeDisk(this.options);
    this.#sockets = new FakeSockets(this.options);
    this.#execution = new FakeExecution({
      options: this.options,
      sockets: this.#sockets,
      disk: this.#disk,
      paint: createPainter(this.options),
      die: (back) => void (back === null ? this.die() : this.restart(back)),
    });
    this.#queue = new FakeQueue(this.options, this.#sockets, this.#execution);
    ({ files: this.files, uploads: this.uploads, inputs: this.inputs, outputs: this.outputs } = this.#disk);
    ({ clientIds: this.clientIds, firstMessages: this.firstMessages } = this.#sockets);
    ({ received: this.received, executed: this.executed } = this.#execution);
    ({ prompts: this.prompts, interrupts: this.interrupts } = this.#queue);
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  get running(): FakePrompt | null {
    return this.#queue.running;
  }

  get pending(): readonly FakePrompt[] {
    return this.#queue.pending;
  }

  async start(): Promise<this> {
    const sockets = new WebSocketServer({ noServer: true });
    const parts = {
      options: this.options,
      disk: this.#disk,
      queue: this.#queue,
      free: () => {
        this.freed += 1;
      },
    };
    const http = createServer((request, response) => {
      const { method = '', url = '', headers } = request;
      this.requests.push({ method, url, headers });
      void answer(request, response, parts).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    http.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    http.on('upgrade', (request, socket, head) => {
      if (this.options.socket === 'refused' || statusAtDoor(request, this.options) !== 200) {
        socket.destroy();
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) => {
        const id = new URL(request.url ?? '', this.url).searchParams.get('clientId') ?? '';
        this.#sockets.add(opened, id);
        this.#sockets.say(id, 'status', { ...this.#queue.status, sid: id });
      });
    });
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (http.address() as AddressInfo).port;
    this.#http = http;
    return this;
  }

  /** Ends as a killed process does: no answers, no goodbyes; queue, history and cache are gone. */
  async die(): Promise<void> {
    this.#queue.forget();
    this.#execution.forget();
    this.#sockets.forget();
    const http = this.#http;
    this.#http = null;
    this.#connections.forEach((socket) => socket.destroy());
    await new Promise<void>((resolve) => {
      if (http === null) {
        resolve();
      } else {
        http.close(() => {
          resolve();
        });
      }
    });
  }

  async restart(after = 0): Promise<void> {
    await this.die();
    await wait(after);
    await this.start();
  }

  /** Cuts all sockets, as a proxy does; HTTP goes on. */
  dropSockets(): void {
    this.#sockets.drop();
  }

  /** Another program's job, in front of everybody. */
  otherJob(milliseconds: number): Promise<string> {
    return this.#queue.otherJob(milliseconds);
  }

  finished(id: string): string | null {
    return this.#queue.history(id)?.status.status_str ?? null;
  }
}
