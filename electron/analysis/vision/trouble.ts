import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { Fault } from '../../../shared/fault.ts';

/**
 * What can go wrong with a call, by what helps against it:
 *  `busy`     wait, then the same again            `gone`     no connection: the same
 *  `silent`   no answer in time: smaller           `refused`  not this content: smaller
 *  `unusable` nothing can be read from it: smaller `form`     not this form of request: another
 *  `stop`     nothing helps (key, model, credit): end the run
 */
export type TroubleKind = 'busy' | 'gone' | 'silent' | 'refused' | 'unusable' | 'form' | 'stop';

/** A part of a request that some endpoints do not know. */
export type Form = 'schema' | 'limit';

export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly kind: TroubleKind;
  /** Milliseconds to wait, as the endpoint said; null where it did not. */
  readonly wait: number | null;
  readonly form: Form | null;
  readonly status: number | null;

  constructor(
    kind: TroubleKind,
    message: string,
    more: { wait?: number | null; form?: Form; status?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.kind = kind;
    this.wait = more.wait ?? null;
    this.form = more.form ?? null;
    this.status = more.status ?? null;
  }
}

/** An error of the `openai` package as Trouble. `timedOut`: our own patience ended the call. */
export function troubleOf(error: unknown, label: string, timedOut: boolean, now: number): Trouble {
  if (error instanceof Trouble) {
    return error;
  }
  if (timedOut || error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError) {
    return new Trouble('silent', `${label} did not answer in time.`, { cause: error });
  }
  if (error instanceof APIConnectionError || !(error instanceof APIError)) {
    return new Trouble('gone', `${label} cannot be reached (${causeOf(error)}).`, { cause: error });
  }
  return ofStatus(error as APIError, label, now);
}

function ofStatus(error: APIError, label: string, now: number): Trouble {
  const status = error.status ?? 0;
  const words = error.message.replace(/\s+/g, ' ').slice(0, 300);
  const said = `${label} answered ${words}`;
  const more = { status, cause: error };
  const wait = retryAfter(error.headers?.get('retry-after') ?? null, now);
  const noCredit = [error.code, error.type].includes('insufficient_quota') || status === 402;
  if (noCredit || [401, 403, 404, 405].includes(status)) {
    return new Trouble('stop', said, more);
  }
  if ([408, 409, 425, 429].includes(status) || status >= 500) {
    return new Trouble('busy', said, { ...more, wait });
  }
  const about = `${words} ${error.param ?? ''}`;
  if (/response_format|json_schema|structured output|grammar/i.test(about)) {
    return new Trouble('form', said, { ...more, form: 'schema' });
  }
  if (/max_tokens|max_completion_tokens/i.test(about)) {
    return new Trouble('form', said, { ...more, form: 'limit' });
  }
  return new Trouble('refused', said, more);
}

/** Milliseconds from a Retry-After header (RFC 9110, 10.2.3: seconds or an HTTP date); null for none or nonsense. */
export function retryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text) * 1000;
  }
  const date = text === '' ? NaN : Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** What ends a run, for people. Codes: vision-key, vision-credit, vision-model. */
export function stopFault(trouble: Trouble, label: string, model: string): Fault {
  const { status } = trouble;
  if (status === 401 || status === 403) {
    return new Fault(
      'vision-key',
      `${label} does not accept the key.`,
      'Enter the key of this address again.',
      trouble,
    );
  }
  if (status === 402 || status === 429) {
    return new Fault(
      'vision-credit',
      `${label} says that there is no credit left.`,
      'Look at your account there, or choose another address.',
      trouble,
    );
  }
  return new Fault(
    'vision-model',
    `${label} has no model “${model}” to ask (${trouble.message}).`,
    'Test the address and choose one of its models; the address usually ends with /v1.',
    trouble,
  );
}

function causeOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause !== undefined) {
    inner = inner.cause;
  }
  return inner instanceof Error ? inner.message.slice(0, 200) : String(inner);
}
