import { RPCHandler } from '@orpc/server/ws';
import type { Command } from 'commander';
import { execa } from 'execa';
import { nanoid } from 'nanoid';
import { Fault } from '../../shared/fault.ts';
import { createRouter } from '../router.ts';
import { keepDoor, lastDoor, onFirstFree } from '../serve/door.ts';
import { announceInstance, runningInstance } from '../serve/instance.ts';
import { startLocalServer, type LocalServer } from '../serve/server.ts';
import { openServices } from './open.ts';
import type { Terminal } from './terminal.ts';

/** Where the editor is found the first time when nobody says otherwise; any free port when it is taken. */
const usualPort = 4949;

interface ServeOptions {
  readonly port?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Fault(
      'bad-option',
      `--port ${text} is not a port.`,
      'Give a number from 0 (any free one) to 65535.',
    );
  }
  return port;
}

/** Opens the person's browser; where there is none, the printed address is enough. */
async function openBrowser(url: string): Promise<void> {
  const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ['open', url],
    win32: ['rundll32', 'url.dll,FileProtocolHandler', url],
  };
  const [command, ...args] = openers[process.platform] ?? ['xdg-open', url];
  await execa(command, args, { stdio: 'ignore' }).catch(() => undefined);
}

export function addServeCommand(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .description('the editor, served to a browser on this machine')
    .option(
      '--port <n>',
      `the port; 0 takes any free one (default: the last one, at first ${String(usualPort)})`,
    )
    .option('--open', 'open it in the browser')
    .option('--json', 'print {"url": ...} and nothing else')
    .action(async (options: ServeOptions) => {
      const services = await openServices(terminal);
      const { data } = services.folders;
      const running = await runningInstance(data);
      if (running !== null) {
        await services.close();
        terminal.print(
          options.json === true ? JSON.stringify({ url: running }) : `Entracte already runs here: ${running}`,
        );
        return;
      }
      await services.jobs.recover();
      const handler = new RPCHandler(createRouter(services));
      const { token, port: last } = await lastDoor(data, () => nanoid(32));
      const serve = (port: number): Promise<LocalServer> =>
        startLocalServer({
          media: services.media,
          connect: (socket) => {
            void handler.upgrade(socket);
          },
          token,
          port,
        });
      const ports: readonly [number, ...number[]] =
        options.port === undefined ? [last ?? usualPort, usualPort, 0] : [portOf(options.port)];
      const server = await onFirstFree(ports, serve);
      await keepDoor(data, { token, port: server.port });
      const forget = await announceInstance(data, server.url);
      terminal.print(
        options.json === true
          ? JSON.stringify({ url: server.url })
          : `Entracte is at ${server.url}\nCtrl-C ends it.`,
      );
      if (options.open === true) {
        await openBrowser(server.url);
      }
      await new Promise<void>((resolve) => {
        terminal.signal.addEventListener('abort', () => {
          resolve();
        });
      });
      await forget();
      await server.close();
      await services.close();
      terminal.end(0);
    });
}
