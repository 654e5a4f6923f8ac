import type { z } from 'zod';
import type { Address } from './address.ts';
import { ServerTrouble, shortened } from './failures.ts';

/** Milliseconds a server has for an answer of words, and for a picture. */
const quick = 15_000;
export const slow = 120_000;
/** Bytes of a JSON answer that are read; what is longer is searched for an error only. */
const longestAnswer = 16 * 1024 * 1024;

/** HTTP with one server. All reject with ServerTrouble. */
export interface Http {
  call(path: string, init?: RequestInit, patience?: number): Promise<Response>;
  /** What a path answers, as far as it is read. */
  text(path: string, init?: RequestInit, patience?: number): Promise<Answer>;
  read<T>(path: string, schema: z.ZodType<T>, init?: RequestInit): Promise<T>;
  /** Sends JSON and leaves the answer. */
  tell(path: string, body: unknown): Promise<void>;
}

export interface Answer {
  readonly text: string;
  readonly whole: boolean;
}

/** `request` is `fetch`: without an Origin header, which servers refuse, and following no redirect to elsewhere. */
export function createHttp(address: Address, request: typeof fetch): Http {
  const call = async (path: string, init: RequestInit = {}, patience = quick): Promise<Response> => {
    const what = `${init.method ?? 'GET'} ${address.label}${path.split('?')[0] ?? ''}`;
    let response: Response;
    try {
      response = await request(address.http(path), {
        ...init,
        headers: { ...address.headers, ...(init.headers as Record<string, string> | undefined) },
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      });
    } catch (error) {
      throw new ServerTrouble(null, `No answer from the ComfyUI server (${what}).`, null, error);
    }
    if (!response.ok) {
      const answer = json((await textOf(response, what)).text);
      throw new ServerTrouble(
        response.status,
        `The ComfyUI server answered ${String(response.status)} (${what}).`,
        answer,
      );
    }
    return response;
  };

  const text = async (path: string, init?: RequestInit, patience?: number) =>
    textOf(await call(path, init, patience), path);

  const read = async <T>(path: string, schema: z.ZodType<T>, init?: RequestInit): Promise<T> => {
    const answer = schema.safeParse(json((await text(path, init)).text));
    if (!answer.success) {
      throw new ServerTrouble(200, `${address.label} answers otherwise than ComfyUI does (${path}).`, null);
    }
    return answer.data;
  };

  return {
    call,
    text,
    read,
    tell: async (path, body) => {
      await (await call(path, posted(body))).body?.cancel();
    },
  };
}

/** JSON on its way to a server. */
export function posted(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

async function textOf(response: Response, what: string): Promise<Answer> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      bytes += chunk.length;
      if (bytes > longestAnswer) {
        return { text, whole: false };
      }
    }
  } catch (error) {
    throw new ServerTrouble(null, `The ComfyUI server broke off (${shortened(what)}).`, null, error);
  }
  return { text, whole: true };
}

/** null for what is no JSON. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
