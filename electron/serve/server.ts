import { getRequestListener } from '@hono/node-server';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { Fault } from '../../shared/fault.ts';
import type { MediaHandler } from '../http/mediaHandler.ts';
import { cookieName, judge } from './guard.ts';

export interface LocalServer {
  /** The address to open, with its token. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface LocalServerParts {
  readonly media: MediaHandler;
  /** Answers the contract on one socket. */
  readonly connect: (socket: WebSocket) => void;
  readonly token: string;
  /** 0 takes any free one. */
  readonly port: number;
}

const socketPath = '/rpc';
const largestMessage = 64 * 1024 * 1024;

function refuse(response: ServerResponse, status: number, reason: string): void {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
    .end(reason);
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const message = taken
        ? `Port ${String(port)} is taken by another program.`
        : `The local server could not start on port ${String(port)}: ${error.message}.`;
      reject(
        new Fault(
          taken ? 'port-taken' : 'no-server',
          message,
          'Choose another port: --port 0 takes any free one.',
          error,
        ),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Serves the program to a browser on this machine only. Rejects with Fault 'port-taken'. */
export async function startLocalServer({
  media,
  connect,
  token,
  port,
}: LocalServerParts): Promise<LocalServer> {
  let actual = port;
  const answer = getRequestListener((request) => media(request), { overrideGlobalObjects: false });
  const server = createServer((request, response) => {
    const verdict = judge(request, actual, token, false);
    if (verdict.kind === 'refuse') {
      refuse(response, verdict.status, verdict.reason);
    } else if (verdict.kind === 'welcome') {
      const cookie = `${cookieName(actual)}=${token}; Path=/; HttpOnly; SameSite=Strict`;
      response
        .writeHead(303, { location: verdict.location, 'set-cookie': cookie, 'cache-control': 'no-store' })
        .end();
    } else {
      void answer(request, response);
    }
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const verdict = judge(request, actual, token, true);
    const isOurs = new URL(request.url ?? '/', 'http://localhost').pathname === socketPath;
    if (verdict.kind !== 'pass' || !isOurs) {
      const status = verdict.kind === 'refuse' ? verdict.status : 404;
      socket.end(`HTTP/1.1 ${String(status)} Refused\r\nconnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, connect);
  });
  actual = await listen(server, port);
  return {
    url: `http://127.0.0.1:${String(actual)}/?token=${token}`,
    port: actual,
    close: async () => {
      for (const client of sockets.clients) {
        client.terminate();
      }
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
