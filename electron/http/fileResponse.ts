import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.mov': 'video/quicktime',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.flac': 'audio/flac',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
};

export interface ByteRange {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

/** One `bytes=` range of RFC 9110: the bytes asked for, `null` for none, or 'unsatisfiable'. */
export function parseRange(header: string | null, size: number): ByteRange | null | 'unsatisfiable' {
  const match = header === null ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null) {
    return null;
  }
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') {
    return null;
  }
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return from > to || from >= size ? 'unsatisfiable' : { from, to };
}

/** Answers GET and HEAD for a file with ranges: Electron's protocol and players both need 206 and 416. */
export async function fileResponse(
  request: Request,
  file: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const facts = await stat(file).catch(() => null);
  if (facts === null || !facts.isFile()) {
    return new Response('not found', { status: 404 });
  }
  const type = types[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
  const common = { 'content-type': type, 'accept-ranges': 'bytes', ...headers };
  const range = parseRange(request.headers.get('range'), facts.size);
  if (range === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...common, 'content-range': `bytes */${String(facts.size)}` },
    });
  }
  const { from, to } = range ?? { from: 0, to: facts.size - 1 };
  const length = String(Math.max(0, to - from + 1));
  const described =
    range === null
      ? { ...common, 'content-length': length }
      : {
          ...common,
          'content-length': length,
          'content-range': `bytes ${String(from)}-${String(to)}/${String(facts.size)}`,
        };
  const isEmpty = request.method === 'HEAD' || facts.size === 0;
  const body = isEmpty
    ? null
    : (Readable.toWeb(createReadStream(file, { start: from, end: to })) as ReadableStream);
  return new Response(body, { status: range === null ? 200 : 206, headers: described });
}
