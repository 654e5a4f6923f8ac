import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { entriesOf, plainAnswer } from './fakeAnswers.ts';
import { plainFake, type FakeVisionOptions } from './fakeModes.ts';
import { look, type Looked } from './fakeSight.ts';
import type { LetterPainter } from './strip.ts';

/** A call as it came in. */
export interface FakeCall {
  readonly pictures: readonly Looked[];
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
}

interface Part {
  readonly type: string;
  readonly text?: string;
  readonly image_url?: { readonly url: string };
}

interface Body extends Record<string, unknown> {
  readonly model: string;
  readonly messages: readonly { readonly content: string | readonly Part[] }[];
}

/**
 * A vision model for tests, written from OpenAI's reference of POST /chat/completions and GET /models. It truly looks at
 * what it is sent (fakeSight.ts); what a picture "shows" is the colour in its middle (fakeAnswers.ts).
 */
export class FakeVision {
  readonly options: FakeVisionOptions;
  readonly calls: FakeCall[] = [];
  /** How many calls were open at once, at most. */
  mostAtOnce = 0;
  readonly #paint: LetterPainter;
  readonly #sockets = new Set<Socket>();
  #open = 0;
  #http: Server | null = null;

  constructor(paint: LetterPainter, options: Partial<FakeVisionOptions> = {}) {
    this.#paint = paint;
    this.options = { ...plainFake, ...options };
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#http?.address() as AddressInfo).port)}/v1`;
  }

  async start(): Promise<this> {
    const http = createServer((request, response) => {
      this.#open += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#open);
      response.once('close', () => (this.#open -= 1));
      this.#answer(request, response).catch((error: unknown) => {
        send(response, 500, { error: { message: String(error), type: 'server_error' } });
      });
    });
    http.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    this.#http = http;
    return this;
  }

  async close(): Promise<void> {
    const http = this.#http;
    this.#http = null;
    this.#sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => http?.close(resolve) ?? resolve(null));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { key } = this.options;
    if (key !== null && request.headers.authorization !== `Bearer ${key}`) {
      send(response, 401, {
        error: { message: 'Incorrect API key provided.', type: 'invalid_request_error' },
      });
      return;
    }
    if (request.method === 'GET' && request.url === '/v1/models') {
      send(response, 200, { object: 'list', data: [{ id: 'fake-vision', object: 'model' }] });
      return;
    }
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
      send(response, 404, { error: { message: 'Not found', type: 'invalid_request_error' } });
      return;
    }
    const body = JSON.parse(await textOf(request)) as Body;
    const refused = this.options.refuses.find((name) => name in body);
    if (refused !== undefined) {
      refuse(response, `Unsupported parameter: '${refused}' is not supported.`, refused);
      return;
    }
    if (body.model !== 'fake-vision') {
      send(response, 404, {
        error: { message: `The model '${body.model}' does not exist`, type: 'invalid_request_error' },
      });
      return;
    }
    await this.#complete(request, body, response);
  }

  async #complete(request: IncomingMessage, body: Body, response: ServerResponse): Promise<void> {
    const parts = body.messages.flatMap(({ content }) =>
      typeof content === 'string' ? [{ type: 'text', text: content }] : content,
    );
    const text = parts.flatMap((part) => part.text ?? []).join('\n');
    const urls = parts.flatMap((part) => part.image_url?.url ?? []);
    const pictures = await Promise.all(urls.map((url) => look(url, this.#paint)));
    this.calls.push({ pictures, text, body, headers: request.headers });
    const { mode } = this.options;
    const count = this.calls.length;
    if (mode.kind === 'hang' && count <= mode.times) {
      return;
    }
    if (mode.kind === 'busy' && count <= mode.times) {
      const headers = mode.retryAfter === null ? {} : { 'retry-after': mode.retryAfter };
      send(response, mode.status, { error: { message: 'Rate limit reached', type: 'requests' } }, headers);
      return;
    }
    if (mode.kind === 'refuses') {
      refuse(response, 'Bad request.', '');
      return;
    }
    if (mode.kind === 'limit' && pictures.length > mode.pictures) {
      refuse(
        response,
        `At most ${String(mode.pictures)} image(s) may be provided in one request.`,
        'messages',
      );
      return;
    }
    if (mode.kind === 'undecodable' && pictures.some(({ colour: [red] }) => Math.abs(red - mode.grey) < 2)) {
      refuse(response, 'Could not process image.', 'messages');
      return;
    }
    if (this.options.delay > 0) {
      await new Promise((resolve) => setTimeout(resolve, this.options.delay));
    }
    const content =
      'response_format' in body || text.includes('"entries"')
        ? entriesOf(mode, pictures, text)
        : plainAnswer(mode, pictures);
    const broken = mode.kind === 'brokenAbove' && pictures.length > mode.pictures;
    const said = broken ? content.slice(0, Math.floor(content.length / 2)) : content;
    const chat = this.options.chatty
      ? `Of course! Here it is:\n\`\`\`json\n${said}\n\`\`\`\nAnything else?`
      : said;
    send(response, 200, {
      id: `chatcmpl-${String(count)}`,
      object: 'chat.completion',
      created: 0,
      model: body.model,
      choices: [{ index: 0, message: { role: 'assistant', content: chat }, finish_reason: 'stop' }],
      ...(this.options.uncounted
        ? {}
        : {
            usage: {
              prompt_tokens: 300 + 255 * pictures.length,
              completion_tokens: 40 * pictures.length,
              total_tokens: 0,
            },
          }),
    });
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refuse(response: ServerResponse, message: string, param: string): void {
  send(response, 400, { error: { message, type: 'invalid_request_error', param, code: null } });
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
