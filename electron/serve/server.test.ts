import { request, type IncomingHttpHeaders } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createMediaHandler } from '../http/mediaHandler.ts';
import { startLocalServer, type LocalServer } from './server.ts';

const token = 'a-token-for-this-test';
let folder: string;
let server: LocalServer;
let connected = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'entracte-serve-'));
  const screen = path.join(folder, 'screen');
  await mkdir(path.join(screen, 'assets'), { recursive: true });
  await writeFile(path.join(screen, 'index.html'), '<!doctype html><title>Entracte</title>');
  await writeFile(path.join(screen, 'assets', 'a.js'), '0123456789');
  await writeFile(path.join(folder, 'secret.txt'), 'secret');
  const none = () => Promise.resolve(null);
  const media = createMediaHandler({
    screen,
    asset: none,
    guide: none,
    film: none,
    preview: none,
    caption: none,
    videoFrame: none,
    resultFrame: none,
    file: none,
    sound: none,
    result: () => null,
    importAsset: () => Promise.reject(new Error('the disk is full')),
    rough: none,
    importModel: () => Promise.reject(new Error('no models here')),
  });
  server = await startLocalServer({ media, token, port: 0, connect: () => (connected += 1) });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** node:http, since fetch would tidy the path and forbid Host. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const cookie = `entracte-${String(server.port)}=${token}`;
    const all = { host: `127.0.0.1:${String(server.port)}`, cookie, ...headers };
    const sent = request(
      { port: server.port, host: '127.0.0.1', path: target, method, headers: all },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      },
    );
    sent.on('error', reject).end();
  });
}

describe('the local server', () => {
  it('exchanges the token in the printed address for a cookie and hides it', async () => {
    const { status, headers } = await ask(`/?token=${token}`, { cookie: '' });
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    expect(headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Strict/);
  });

  it('serves the screen with a policy that allows no foreign script', async () => {
    const { status, headers, body } = await ask('/');
    expect([status, body]).toEqual([200, '<!doctype html><title>Entracte</title>']);
    expect(headers['content-security-policy']).toMatch(/script-src 'self';/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe-eval/);
  });

  it.each([
    ['no token', '/', { cookie: '' }, 401],
    ['a wrong token', '/?token=guess', { cookie: '' }, 401],
    ['a wrong Host', '/', { host: 'evil.example' }, 421],
    ['our name on another port', '/', { host: '127.0.0.1:1' }, 421],
    ['a wrong Origin', '/', { origin: 'http://evil.example' }, 403],
    ['the Origin of another port', '/', { origin: 'http://127.0.0.1:1' }, 403],
    ['.. in the path', '/../secret.txt', {}, 404],
    ['.. encoded', '/%2e%2e%2fsecret.txt', {}, 404],
    ['.. with a backslash', '/..%5csecret.txt', {}, 404],
    ['an absolute path', '//etc/passwd', {}, 404],
    ['a NUL', '/a%00.js', {}, 403],
    ['an unknown result', '/media/result/..%2f..%2fsecret.txt', {}, 404],
  ])('refuses %s', async (_, target, headers, status) => {
    const answer = await ask(target, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('secret');
  });

  it('refuses a change without an Origin and from another', async () => {
    expect((await ask('/media/import/p?name=a.png', {}, 'POST')).status).toBe(403);
    expect((await ask('/media/import/p?name=a.png', { origin: 'null' }, 'POST')).status).toBe(403);
  });

  it('answers a failed import with a fault, not a stack', async () => {
    const origin = `http://127.0.0.1:${String(server.port)}`;
    const { status, body } = await ask('/media/import/p?name=a.png', { origin }, 'POST');
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ message: 'the disk is full' });
  });

  it('answers ranges', async () => {
    const part = await ask('/assets/a.js', { range: 'bytes=2-4' });
    expect([part.status, part.body, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10']);
    const tail = await ask('/assets/a.js', { range: 'bytes=-3' });
    expect(tail.body).toBe('789');
    expect((await ask('/assets/a.js', { range: 'bytes=99-' })).status).toBe(416);
    const head = await ask('/assets/a.js', {}, 'HEAD');
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '10']);
  });

  const open = (headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${String(server.port)}/rpc`, { headers });
      socket.on('open', () => {
        socket.close();
        resolve('open');
      });
      socket.on('unexpected-response', (_, response) => {
        resolve(String(response.statusCode));
      });
      socket.on('error', () => undefined);
    });

  it('opens a socket only to its own page with the cookie', async () => {
    const origin = `http://127.0.0.1:${String(server.port)}`;
    const cookie = `entracte-${String(server.port)}=${token}`;
    expect(await open({ origin, cookie })).toBe('open');
    expect(await open({ cookie })).toBe('403');
    expect(await open({ origin: 'http://evil.example', cookie })).toBe('403');
    expect(await open({ origin })).toBe('401');
    expect(connected).toBe(1);
  });

  it('says which port is taken and what to do', async () => {
    const again = startLocalServer({
      media: () => Promise.reject(new Error()),
      token,
      port: server.port,
      connect: () => undefined,
    });
    await expect(again).rejects.toMatchObject({
      code: 'port-taken',
      remedy: expect.stringContaining('--port 0'),
    });
  });
});
