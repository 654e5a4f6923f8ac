import { tailOf, type ChildExit, type SpawnChild } from './childPort.ts';
import type { FromChild } from './protocol.ts';

/** The part of Electron's UtilityProcess that is used: the shell starts one with `stdio: 'pipe'`. */
export interface UtilityChild {
  readonly pid: number | undefined;
  readonly stderr: NodeJS.ReadableStream | null;
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

/** Starts children with Electron's `utilityProcess.fork`, which the shell hands in. */
export function utilityChild(fork: (script: string) => UtilityChild): SpawnChild {
  return (script) => {
    const child = fork(script);
    const said = tailOf(child.stderr);
    let hear: (message: FromChild) => void = () => undefined;
    let gone = false;
    child.on('message', (message) => hear(message as FromChild));
    const exited = new Promise<ChildExit>((resolve) => {
      child.once('exit', (code) => {
        gone = true;
        resolve({ code, signal: null, said: said() });
      });
    });
    return {
      // The process id is only known once it runs.
      get pid() {
        return child.pid;
      },
      exited,
      send(message) {
        if (!gone) {
          child.postMessage(message);
        }
      },
      listen(listener) {
        hear = listener;
      },
      kill() {
        child.kill();
      },
    };
  };
}
