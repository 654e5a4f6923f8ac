import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import sharp from 'sharp';
import { cellWidth, stripHeight, stripPlace, type LetterPainter } from './strip.ts';
import { tagLetters } from './tags.ts';

/**
 * A vision model for tests, written from OpenAI's reference of POST /chat/completions and GET /models. It truly looks:
 * it decodes each picture it is sent (JPEG or PNG, by its bytes) and reads the code under it by comparing pixels with
 * the letters; nothing tells it a code. What it shares with the program is where the strip lies and how a letter looks,
 * as a model shares the alphabet with whoever printed it. What a picture "shows" is the colour in its middle.
 */
export type Mode =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'reversed' }
  /** The first `times` calls are refused with this Retry-After. */
  | {
      readonly kind: 'busy';
      readonly retryAfter: string | null;
      readonly times: number;
      readonly status: number;
    }
  | { readonly kind: 'limit'; readonly pictures: number }
  /** Looks at the last picture only, and makes up an entry for each of the others. */
  | { readonly kind: 'lastSeen' }
  | { readonly kind: 'lastMissing' }
  /** Every answer says twice what it saw first. */
  | { readonly kind: 'repeats' }
  | { readonly kind: 'brokenAbove'; readonly pictures: number }
  /** Cannot decode pictures of this grey, nor anything sent with them. */
  | { readonly kind: 'undecodable'; readonly grey: number }
  /** Never answers: the first `times` calls. */
  | { readonly kind: 'hang'; readonly times: number }
  /** Sees, but reads no letters; or sees nothing. */
  | { readonly kind: 'unlettered' }
  | { readonly kind: 'blind' }
  /** Refuses every request with a word that names nothing. */
  | { readonly kind: 'refuses' };

export interface FakeVisionOptions {
  mode: Mode;
  /** Does not know response_format, or max_tokens. */
  readonly refuses: readonly ('response_format' | 'max_tokens')[];
  /** Answers in prose around a code fence. */
  readonly chatty: boolean;
  /** Sends no usage. */
  readonly uncounted: boolean;
  readonly key: string | null;
  /** Milliseconds a call takes. */
  readonly delay: number;
}

const plainFake: FakeVisionOptions = {
  mode: { kind: 'healthy' },
  refuses: [],
  chatty: false,
  uncounted: false,
  key: null,
  delay: 0,
};

interface Looked {
  readonly tag: string;
  /** Red, green and blue in the middle of the picture, 0..255. */
  readonly colour: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
  readonly format: string;
}

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
    const pictures: Looked[] = [];
    for (const part of parts) {
      if (part.image_url !== undefined) {
        pictures.push(await look(part.image_url.url, this.#paint));
      }
    }
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
        ? this.#entries(pictures, text)
        : this.#plain(pictures);
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

  #entries(pictures: readonly Looked[], text: string): string {
    const { kind } = this.options.mode;
    const wanted = text.split('\n').filter((line) => line.startsWith('Picture '));
    const all = pictures.map((picture, at) => ({
      tag: tagSeen(kind, picture, at === pictures.length - 1),
      text:
        kind === 'blind'
          ? 'A person in a landscape.'
          : words(kind === 'lastSeen' ? pictures.at(-1) : picture),
      between: wanted[at]?.includes('between') === true ? `It changes to ${words(picture)}` : '',
    }));
    const entries =
      kind === 'reversed'
        ? [...all].reverse()
        : kind === 'lastMissing' && all.length > 1
          ? all.slice(0, -1)
          : kind === 'repeats' && all.length > 1
            ? all.map((entry, at) => (at === 1 ? { ...entry, tag: all[0]?.tag ?? '' } : entry))
            : all;
    return JSON.stringify({ entries });
  }

  /** An answer to a question that asks for no JSON: the code, or the name of the colour. */
  #plain(pictures: readonly Looked[]): string {
    const { kind } = this.options.mode;
    const [picture] = pictures;
    if (kind === 'blind' || picture === undefined) {
      return 'I see a lovely picture.';
    }
    return kind === 'unlettered' || picture.tag === '' ? `It is ${nameOf(picture.colour)}.` : picture.tag;
  }
}

/** A model that does not look makes codes up. */
function tagSeen(kind: Mode['kind'], picture: Looked, isLast: boolean): string {
  const looks = kind !== 'blind' && kind !== 'unlettered' && (kind !== 'lastSeen' || isLast);
  return looks ? picture.tag : 'ABC';
}

/** What the fake says about a picture: enough to tell whether it was this one. */
export function words(picture: Pick<Looked, 'colour'> | undefined): string {
  return `A field of ${String(Math.round((picture?.colour[0] ?? 0) / 4))}.`;
}

async function look(url: string, paint: LetterPainter): Promise<Looked> {
  const [head = '', base64 = ''] = url.split(',');
  if (!/^data:image\/(jpeg|png);base64$/.test(head)) {
    throw new Error(`not a picture: ${head}`);
  }
  const image = sharp(Buffer.from(base64, 'base64'));
  const { format } = await image.metadata();
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const at = (x: number, y: number) => (y * width + x) * 3;
  const centre = at(width >> 1, (height - stripHeight) >> 1);
  return {
    tag: readTag(width, height, (x, y) => data[at(x, y)] ?? 0, paint),
    colour: [data[centre] ?? 0, data[centre + 1] ?? 0, data[centre + 2] ?? 0],
    width,
    height,
    format,
  };
}

/** The three letters in the strip, each the one that differs least; "" where no letter is like it: no strip. */
function readTag(
  width: number,
  height: number,
  grey: (x: number, y: number) => number,
  paint: LetterPainter,
): string {
  const { left } = stripPlace(width);
  const top = height - stripHeight;
  let tag = '';
  for (let cell = 0; cell < 3; cell++) {
    const difference = (letter: string) => {
      const { data } = paint(letter);
      let sum = 0;
      for (let y = 0; y < stripHeight; y++) {
        for (let x = 0; x < cellWidth; x++) {
          sum += Math.abs((data[(y * cellWidth + x) * 4] ?? 0) - grey(left + cell * cellWidth + x, top + y));
        }
      }
      return sum / (stripHeight * cellWidth);
    };
    const ranked = [...tagLetters]
      .map((letter) => ({ letter, by: difference(letter) }))
      .sort((a, b) => a.by - b.by);
    const [best] = ranked;
    tag += best !== undefined && best.by < 12 ? best.letter : '';
  }
  return tag.length === 3 ? tag : '';
}

function nameOf([r, g, b]: readonly [number, number, number]): string {
  const named = [
    ['red', 220, 20, 20],
    ['green', 20, 150, 40],
    ['blue', 20, 50, 220],
    ['yellow', 245, 225, 30],
    ['black', 0, 0, 0],
    ['white', 255, 255, 255],
    ['orange', 250, 140, 10],
    ['pink', 250, 120, 200],
  ] as const;
  const far = (one: (typeof named)[number]) =>
    Math.abs(one[1] - r) + Math.abs(one[2] - g) + Math.abs(one[3] - b);
  return [...named].sort((a, z) => far(a) - far(z))[0]?.[0] ?? 'grey';
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
