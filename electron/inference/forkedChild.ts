import { fork } from 'node:child_process';
import { tailOf, type ChildExit, type ChildPort } from './childPort.ts';
import type { FromChild } from './protocol.ts';

/** Starts a child with plain Node. It ends with this process, however that ends: its channel closes. `flags` are Node's. */
export function forkedChild(script: string, flags: readonly string[] = []): ChildPort {
  const child = fork(script, [], {
    execArgv: [...flags],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  const said = tailOf(child.stderr);
  const exited = new Promise<ChildExit>((resolve) => {
    // `close`, not `exit`: by then all of stderr was read.
    child.once('close', (code, signal) => resolve({ code, signal, said: said() }));
    child.on('error', (error) => {
      if (child.pid === undefined) {
        resolve({ code: null, signal: null, said: error.message });
      }
    });
  });
  let hear: (message: FromChild) => void = () => undefined;
  child.on('message', (message) => hear(message as FromChild));
  return {
    pid: child.pid,
    exited,
    send(message) {
      child.send(message, () => undefined);
    },
    listen(listener) {
      hear = listener;
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}
