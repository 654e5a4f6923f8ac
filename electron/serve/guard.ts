import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused, or where a good one stands. */
export type Verdict =
  | { readonly kind: 'pass' }
  /** The first visit carried the token in its address: set the cookie and go on without it. */
  | { readonly kind: 'welcome'; readonly location: string }
  | { readonly kind: 'refuse'; readonly status: 401 | 403 | 421; readonly reason: string };

const same = (a: string, b: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
};

export function cookieName(port: number): string {
  return `entracte-${String(port)}`;
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) {
      return value.join('=');
    }
  }
  return null;
}

/**
 * The local server answers only its own page: exact Host (against DNS rebinding), exact Origin (against other sites),
 * and a token that only the person who started it was shown. `isUpgrade` demands an Origin.
 */
export function judge(request: IncomingMessage, port: number, token: string, isUpgrade: boolean): Verdict {
  const hosts = [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`];
  const host = request.headers.host ?? '';
  if (!hosts.includes(host)) {
    return { kind: 'refuse', status: 421, reason: 'this server answers only its own address' };
  }
  const origin = request.headers.origin;
  const changes = isUpgrade || (request.method !== 'GET' && request.method !== 'HEAD');
  if (origin === undefined ? changes : origin !== `http://${host}`) {
    return { kind: 'refuse', status: 403, reason: 'another site may not use this server' };
  }
  const url = new URL(request.url ?? '/', `http://${host}`);
  const shown = url.searchParams.get('token');
  if (!isUpgrade && url.pathname === '/' && shown !== null && same(shown, token)) {
    return { kind: 'welcome', location: '/' };
  }
  const cookie = cookieOf(request, cookieName(port));
  if (cookie === null || !same(cookie, token)) {
    return {
      kind: 'refuse',
      status: 401,
      reason:
        'Entracte runs here, but this address carries no key.\nOpen the whole address that it printed when it was started; “entracte serve” prints it again.',
    };
  }
  return { kind: 'pass' };
}
