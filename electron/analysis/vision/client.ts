import OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import type { Address } from './address.ts';
import { answerSchema, caption, instructions, opening, type Question } from './prompt.ts';
import type { Sent } from './picture.ts';
import { z } from 'zod';
import { Trouble, troubleOf } from './trouble.ts';

export interface Usage {
  readonly input: number;
  readonly output: number;
}

/** A model's words, and what the endpoint counted; null where it does not count. */
export interface Answer {
  readonly text: string;
  readonly usage: Usage | null;
  /** Why the words are not a whole answer, in a sentence; null when they are. */
  readonly lack: string | null;
}

/** How an endpoint wants to be asked: parts of the request that it refused are left out or named otherwise. */
export interface Habits {
  readonly schema: boolean;
  readonly limit: 'max_tokens' | 'max_completion_tokens' | 'none';
}

export interface CallOptions {
  /** Tokens an answer may have. */
  readonly most: number;
  readonly habits: Habits;
  /** Milliseconds until it is given up. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

export interface VisionClient {
  readonly address: Address;
  readonly model: string;
  /** Asks about pictures; one sent picture for each of the question's. Rejects with Trouble, or the signal's reason. */
  ask(question: Question, pictures: readonly Sent[], options: CallOptions): Promise<Answer>;
  /** Asks one thing about one picture, in plain words. */
  look(words: string, picture: Sent, options: CallOptions): Promise<Answer>;
  /** The models that the endpoint lists; empty where it has no such list. */
  models(options: Pick<CallOptions, 'patience' | 'signal'>): Promise<readonly string[]>;
}

/** What of a request's headers goes out: the package would also tell of the operating system and the runtime. */
const sentHeaders = ['authorization', 'content-type', 'accept'];

export function createClient(
  address: Address,
  model: string,
  request: typeof fetch,
  now: () => number,
): VisionClient {
  const openai = new OpenAI({
    baseURL: address.label,
    // Everything the package would otherwise take from the environment is said here.
    apiKey: address.key ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: (url, init) => {
      const given = new Headers(init?.headers);
      const headers = new Headers();
      for (const name of sentHeaders) {
        const value = given.get(name);
        if (value !== null && !(name === 'authorization' && address.key === null)) {
          headers.set(name, value);
        }
      }
      // A redirect would carry the pictures and the key to an address nobody agreed to.
      return request(url, { ...init, headers, redirect: 'error' });
    },
  });

  /** The package's own timeout ends with the headers; this one holds until the body is there. */
  const within = async <T>(
    { signal, patience }: Pick<CallOptions, 'patience' | 'signal'>,
    call: (options: { signal: AbortSignal; timeout: number }) => Promise<T>,
  ): Promise<T> => {
    signal.throwIfAborted();
    const clock = AbortSignal.timeout(patience);
    try {
      return await call({ signal: AbortSignal.any([signal, clock]), timeout: patience + 1000 });
    } catch (error) {
      signal.throwIfAborted();
      throw troubleOf(error, address.label, clock.aborted, now());
    }
  };

  const complete = async (
    messages: ChatCompletionCreateParamsNonStreaming['messages'],
    form: Pick<ChatCompletionCreateParamsNonStreaming, 'response_format'>,
    options: CallOptions,
  ): Promise<Answer> => {
    const { limit } = options.habits;
    const body = { model, messages, ...form, ...(limit === 'none' ? {} : { [limit]: options.most }) };
    const answer: unknown = await within(options, (how) => openai.chat.completions.create(body, how));
    return answerIn(answer, address.label);
  };

  return {
    address,
    model,
    ask: (question, pictures, options) => {
      const schema = { name: 'entries', strict: true, schema: answerSchema };
      return complete(
        [
          { role: 'system', content: instructions(question) },
          {
            role: 'user',
            content: [
              { type: 'text', text: opening(question) },
              ...question.pictures.flatMap((asked, at) => {
                const picture = pictures[at];
                if (picture === undefined) {
                  throw new RangeError('a picture for each one asked about');
                }
                return [{ type: 'text' as const, text: caption(asked, at) }, partOf(picture)];
              }),
            ],
          },
        ],
        options.habits.schema ? { response_format: { type: 'json_schema', json_schema: schema } } : {},
        options,
      );
    },
    look: (words, picture, options) =>
      complete([{ role: 'user', content: [{ type: 'text', text: words }, partOf(picture)] }], {}, options),
    models: async (options) => {
      try {
        const page = await within(options, (how) => openai.models.list(how));
        const listed: unknown = page.data;
        return Array.isArray(listed)
          ? listed.flatMap((one: { id?: unknown }) => (typeof one.id === 'string' ? [one.id] : []))
          : [];
      } catch (error) {
        if (error instanceof Trouble && (error.status === 404 || error.status === 405)) {
          return [];
        }
        throw error;
      }
    },
  };
}

const partOf = ({ mime, bytes }: Sent) => ({
  type: 'image_url' as const,
  image_url: { url: `data:${mime};base64,${Buffer.from(bytes).toString('base64')}` },
});

/** What servers truly send is less certain than the package's types. */
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish().catch(null),
});

function answerIn(completion: unknown, label: string): Answer {
  const read = completionSchema.safeParse(completion);
  const choice = read.data?.choices[0];
  if (!read.success || choice === undefined) {
    throw new Trouble('unusable', `${label} answers otherwise than OpenAI's chat completions do.`);
  }
  const { usage } = read.data;
  const { content, refusal } = choice.message;
  const declined = choice.finish_reason === 'content_filter' || (refusal ?? '') !== '';
  return {
    text: content ?? '',
    usage:
      usage === null || usage === undefined
        ? null
        : { input: usage.prompt_tokens, output: usage.completion_tokens },
    lack: declined
      ? 'The model declined to describe it.'
      : choice.finish_reason === 'length'
        ? 'The answer was cut off.'
        : null,
  };
}
