import path from 'node:path';
import { fileResponse } from './fileResponse.ts';

/**
 * What the screen's page may do: its own scripts, styles and fonts, pictures by blob, and nothing from elsewhere.
 * Inline styles are needed for what is placed by numbers (the timeline); inline scripts are not.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The built screen in `folder`; `pathname` is a URL's, so `..` has been resolved, yet it is checked again. */
export async function screenFile(request: Request, folder: string, pathname: string): Promise<Response> {
  let wanted: string;
  try {
    wanted = decodeURIComponent(pathname === '/' ? '/index.html' : pathname);
  } catch {
    return new Response('bad request', { status: 400, headers: pageHeaders });
  }
  const file = path.resolve(folder, `.${path.posix.normalize(wanted.replaceAll('\\', '/'))}`);
  const inside = path.relative(folder, file);
  if (wanted.includes('\0') || inside.startsWith('..') || path.isAbsolute(inside)) {
    return new Response('forbidden', { status: 403, headers: pageHeaders });
  }
  const isHashed = pathname.startsWith('/assets/');
  const caching = isHashed ? 'public, max-age=31536000, immutable' : 'no-cache';
  return fileResponse(request, file, { ...pageHeaders, 'cache-control': caching });
}
