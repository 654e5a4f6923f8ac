import { z } from 'zod';
import { Fault } from '../../../shared/fault.ts';
import { GenerationFailure } from '../../generation/engine.ts';

/** The server said no, or nothing: what the client throws, before anyone decides what it means. */
export class ServerTrouble extends Error {
  override readonly name = 'ServerTrouble';
  constructor(
    /** The HTTP status; null when there was no answer. */
    readonly status: number | null,
    message: string,
    /** What the server answered, read as JSON where it is. */
    readonly answer: unknown,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** What is told of an error on the server. `nodeClass` is the class it happened in; empty when it was not said. */
export interface ExecutionError {
  readonly type: string;
  readonly message: string;
  readonly nodeClass: string;
}

const longest = 400;

/** A server's words for people: one line, never longer than a sentence or two. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}

/** Memory that ran out, in the words of CUDA, HIP, Metal, DirectML, the CPU allocator and ComfyUI itself. */
export function isOutOfMemory({ type, message }: ExecutionError): boolean {
  return (
    /OutOfMemory(Error)?$/.test(type) ||
    /^MemoryError$/.test(type) ||
    /out of memory|not enough (GPU |video )?memory|Allocation on device|can't allocate memory|CUBLAS_STATUS_ALLOC_FAILED/i.test(
      message,
    )
  );
}

/** Trouble of the machine, not of the graph: another try can go well. */
function isPassing({ type, message }: ExecutionError): boolean {
  return (
    /^(OSError|IOError|ConnectionError|TimeoutError|BrokenPipeError)$/.test(type) ||
    /CUDA error|cuDNN error|HIP error|device-side assert|unspecified launch failure|NCCL/i.test(message)
  );
}

export function failureOf(error: ExecutionError): GenerationFailure {
  const where = error.nodeClass === '' ? '' : ` in ${error.nodeClass}`;
  const words = shortened(error.message);
  if (isOutOfMemory(error)) {
    return new GenerationFailure(
      'outOfMemory',
      `The ComfyUI server ran out of memory${where}.`,
      'Use a smaller size, fewer frames a batch, or a smaller model.',
    );
  }
  if (isPassing(error)) {
    return new GenerationFailure(
      'transient',
      `The ComfyUI server failed${where}: ${words}`,
      'It is tried again.',
    );
  }
  return new GenerationFailure(
    'refused',
    `The ComfyUI server stopped${where}: ${error.type}: ${words}`,
    'Most often a model, text encoder or VAE that do not belong together: look at the settings of the engine.',
  );
}

const nodeErrorsSchema = z.record(
  z.string(),
  z.looseObject({
    class_type: z.string().optional(),
    errors: z
      .array(
        z.looseObject({
          type: z.string().optional(),
          message: z.string().optional(),
          details: z.string().optional(),
        }),
      )
      .optional(),
  }),
);

const refusalSchema = z.looseObject({
  error: z
    .union([
      z.string(),
      z.looseObject({
        type: z.string().optional(),
        message: z.string().optional(),
        details: z.string().optional(),
      }),
    ])
    .optional(),
  node_errors: z.unknown().optional(),
});

/** What a server says against a graph, in one sentence; null when it says nothing. */
export function objectionsIn(nodeErrors: unknown): string | null {
  const told = nodeErrorsSchema.safeParse(nodeErrors);
  const words = Object.values(told.data ?? {}).flatMap(({ class_type, errors }) =>
    (errors ?? []).map(({ type, message, details }) => {
      const what = type === 'value_not_in_list' ? 'does not have' : (message ?? type ?? 'refused');
      return `${class_type ?? 'a node'} ${what} ${details ?? ''}`.trim();
    }),
  );
  return words.length === 0 ? null : shortened(words.join('; '));
}

/** The failure a refused prompt is: 400 names what is missing; an unknown node class is 400, or 500 on old servers. */
export function refusalOf(trouble: ServerTrouble): GenerationFailure {
  const { status } = trouble;
  const answer = refusalSchema.safeParse(trouble.answer).data;
  const error = typeof answer?.error === 'string' ? { message: answer.error } : answer?.error;
  const words =
    objectionsIn(answer?.node_errors) ??
    shortened([error?.message, error?.details].filter((word) => word !== undefined).join(': '));
  if (status === null || status >= 500 || status === 429) {
    return new GenerationFailure(
      status === null ? 'lost' : 'transient',
      trouble.message,
      'Look whether the ComfyUI server still runs, and render again.',
      trouble,
    );
  }
  if (status === 401 || status === 403) {
    return new GenerationFailure(
      'refused',
      trouble.message,
      'Look at the token in the settings of the engine.',
    );
  }
  return new GenerationFailure(
    'refused',
    `The ComfyUI server refused the graph${words === '' ? '.' : `: ${words}`}`,
    'Install what is missing on the server (docs/engines.md says where), or choose what it has.',
    trouble,
  );
}

/** The same trouble as a Fault, for calls that are no generation. */
export function faultOf(label: string, error: unknown): Fault {
  if (error instanceof Fault) {
    return error;
  }
  if (error instanceof ServerTrouble && (error.status === 401 || error.status === 403)) {
    return new Fault(
      'comfyui-token',
      `The server at ${label} does not let this program in (${String(error.status)}).`,
      'Look at the token for this address.',
      error,
    );
  }
  if (error instanceof ServerTrouble && error.status !== null) {
    return new Fault(
      'comfyui-no-comfyui',
      `What answers at ${label} is not a ComfyUI server (${shortened(error.message)}).`,
      'Look at the address and its port; ComfyUI uses 8188 unless it was told otherwise.',
      error,
    );
  }
  return new Fault(
    'comfyui-unreachable',
    `The ComfyUI server at ${label} does not answer.`,
    'Start ComfyUI, and look at its address and port in the ComfyUI settings of the editor.',
    error,
  );
}
