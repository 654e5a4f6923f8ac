import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FakeDisk } from './disk.ts';
import type { FakePrompt } from './execution.ts';
import { offeredNodes, refusalOf, type Submission } from './graphChecks.ts';
import type { FakeOptions } from './options.ts';
import type { FakeQueue } from './queue.ts';

export interface RouteParts {
  readonly options: FakeOptions;
  readonly disk: FakeDisk;
  readonly queue: FakeQueue;
  readonly free: () => void;
}

/** Whether a server lets a request in: none from a page of elsewhere, none without its token. */
export function statusAtDoor({ headers }: IncomingMessage, { token }: FakeOptions): 200 | 401 | 403 {
  if (headers.origin !== undefined) {
    return 403;
  }
  return token === null || headers.authorization === `Bearer ${token}` ? 200 : 401;
}

/** Answers one request as the protocol says. */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { options, disk, queue, free }: RouteParts,
): Promise<void> {
  const json = (status: number, body: unknown) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };
  const done = () => {
    response.writeHead(200).end();
  };
  const door = statusAtDoor(request, options);
  if (door !== 200) {
    json(door, {});
    return;
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, first = '', second = ''] = url.pathname.split('/');
  const body = request.method === 'POST' ? await bodyOf(request) : new Uint8Array();
  switch (`${request.method ?? ''} /${first}`) {
    case 'GET /system_stats':
      json(200, stats);
      return;
    case 'GET /object_info': {
      const all = offeredNodes(disk.files, options);
      json(200, second === '' ? all : second in all ? { [second]: all[second] } : {});
      return;
    }
    case 'GET /queue': {
      const item = ({ id, number, graph }: FakePrompt) => [number, id, graph, {}, []];
      json(200, {
        queue_running: queue.running === null ? [] : [item(queue.running)],
        queue_pending: queue.pending.map(item),
      });
      return;
    }
    case 'POST /queue': {
      const { delete: ids = [] } = parsed(body) as { delete?: string[] };
      queue.remove(ids);
      done();
      return;
    }
    case 'POST /interrupt': {
      const { prompt_id = null } = parsed(body) as { prompt_id?: string };
      queue.interrupt(prompt_id);
      done();
      return;
    }
    case 'POST /free':
      free();
      done();
      return;
    case 'GET /history': {
      const entry = queue.history(second);
      json(200, entry === null ? {} : { [second]: entry });
      return;
    }
    case 'GET /view':
    case 'HEAD /view': {
      const bytes = disk.find(url.searchParams);
      if (bytes === null) {
        response.writeHead(404).end();
      } else {
        response.writeHead(200, { 'Content-Type': 'image/png', 'Content-Length': bytes.length });
        response.end(request.method === 'HEAD' ? undefined : bytes);
      }
      return;
    }
    case 'POST /upload': {
      const form = await new Response(Buffer.from(body), {
        headers: { 'Content-Type': request.headers['content-type'] ?? '' },
      }).formData();
      json(200, await disk.store(form));
      return;
    }
    case 'POST /prompt': {
      const submission = parsed(body) as Submission;
      const refusal = refusalOf(submission, offeredNodes(disk.files, options), disk.inputs, options.age);
      if (refusal === null) {
        const { id, number } = queue.add(submission);
        json(200, { prompt_id: id, number, node_errors: {} });
        void queue.work();
      } else {
        json(refusal.status, refusal.body);
      }
      return;
    }
    default:
      json(404, {});
  }
}

const stats = {
  system: { os: 'posix', comfyui_version: '0.3.60', argv: ['main.py'] },
  devices: [
    {
      name: 'cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync',
      type: 'cuda',
      vram_total: 24_000_000_000,
      vram_free: 20_000_000_000,
    },
  ],
};

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parsed(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString() || '{}');
}
