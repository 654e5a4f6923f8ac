import type { ExecutionError } from './failures.ts';
import type { Graph } from './graph.ts';
import type { LiveEvent } from './messages.ts';
import { stageOf } from './stage.ts';

export interface JobReport {
  readonly phase: (name: string, done: number, total: number) => void;
  readonly preview: (picture: { readonly type: string; readonly bytes: Uint8Array }) => void;
}

/** Milliseconds between looks right after the server said that it ended. */
const hurry = 100;

/** What is known of the running prompt from the socket. */
export function createWatch(graph: Graph, report: JobReport) {
  let id = '';
  let ran = false;
  let node: string | null = null;
  let error: ExecutionError | null = null;
  let hurryUntil = 0;
  let awake: () => void = () => undefined;
  let last: readonly [name: string, done: number, total: number] = ['queued', 0, 0];
  const tell = (name: string, done: number, total: number) => {
    last = [name, done, total];
    report.phase(name, done, total);
  };
  const at = (now: string | null) => {
    ran = true;
    node = now ?? node;
  };
  return {
    prompt: () => id,
    ran: () => ran,
    nodeClass: () => graph[node ?? '']?.class_type ?? '',
    error: () => error,
    wake: () => {
      awake();
    },
    begin: (prompt: string) => {
      id = prompt;
      ran = false;
      node = null;
    },
    /** Tells where the prompt is, or once more what was told last: a sign of life. */
    place: (ahead: number) => {
      if (ahead > 0) {
        tell('queued', 0, ahead);
        return;
      }
      ran = true;
      const [name, done, total] = last[0] === 'queued' ? (['starting', 0, 1] as const) : last;
      tell(name, done, total);
    },
    event: (event: LiveEvent) => {
      if (event.kind === 'status') {
        awake();
        return;
      }
      if (id === '' || (event.prompt !== null && event.prompt !== id)) {
        return;
      }
      switch (event.kind) {
        case 'node':
          at(event.node);
          tell(stageOf(graph, node), 0, 1);
          return;
        case 'progress':
          at(event.node);
          tell(stageOf(graph, node), event.done, event.total);
          return;
        case 'preview':
          if (ran) {
            report.preview(event.picture);
          }
          return;
        case 'error':
          error = event.error;
          awake();
          return;
        default:
          hurryUntil = Date.now() + 3000;
          awake();
      }
    },
    pause: async (poll: number, signal: AbortSignal) => {
      if (signal.aborted || error !== null) {
        return;
      }
      const wait = Date.now() < hurryUntil ? Math.min(hurry, poll) : poll;
      let timer: NodeJS.Timeout | null = null;
      await new Promise<void>((resolve) => {
        awake = resolve;
        timer = setTimeout(resolve, wait);
      });
      awake = () => undefined;
      if (timer !== null) {
        clearTimeout(timer);
      }
    },
  };
}
