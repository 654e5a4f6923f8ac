import { describe, expect, test } from 'vitest';
import { engineFor, listener, never, requestOf } from './testing/rig.ts';
import { fakeServers, until } from './testing/servers.ts';

const fake = fakeServers();

describe('the connection', () => {
  test.each(['silent', 'refused'] as const)('with a %s socket still brings every frame', async (socket) => {
    const server = await fake({ socket });
    const heard = listener();
    await (await engineFor([server])).generate(requestOf(), heard.events, never());
    expect(heard.frames.size).toBe(9);
  });

  test('comes back under a fresh id each time, and asks for previews with their prompt first', async () => {
    const server = await fake({ stepTime: 300 });
    const heard = listener();
    const generating = (await engineFor([server])).generate(requestOf(), heard.events, never());
    await until(() => heard.phases.includes('sampling'));
    server.dropSockets();
    await generating;
    expect(heard.frames.size).toBe(9);
    expect(server.clientIds.length).toBeGreaterThan(1);
    expect(new Set(server.clientIds).size).toBe(server.clientIds.length);
    expect(JSON.parse(server.firstMessages[0] ?? '{}')).toEqual({
      type: 'feature_flags',
      data: { supports_preview_metadata: true },
    });
  });

  test('to a server that restarts in the middle sends the batch again', async () => {
    const server = await fake({ stepTime: 40 });
    const heard = listener();
    const generating = (await engineFor([server])).generate(requestOf(), heard.events, never());
    await until(() => heard.phases.includes('sampling'));
    await server.restart(60);
    await generating;
    expect(heard.frames.size).toBe(9);
    expect(server.prompts).toHaveLength(2);
  });

  test('to a server that goes and stays away is lost', async () => {
    const server = await fake({ stepTime: 40 });
    const heard = listener();
    const pace = { poll: 20, comeback: 200, probe: 50 };
    const generating = (await engineFor([server], {}, { pace })).generate(requestOf(), heard.events, never());
    generating.catch(() => undefined);
    await until(() => heard.phases.includes('sampling'));
    await server.die();
    await expect(generating).rejects.toMatchObject({ kind: 'lost' });
  });

  test('carries no Origin, and the token in the header alone', async () => {
    const server = await fake({ token: 'secret-token' });
    const secrets = { token: () => Promise.resolve('secret-token') };
    const heard = listener();
    await (await engineFor([server], {}, { secrets })).generate(requestOf(), heard.events, never());
    expect(heard.frames.size).toBe(9);
    expect(heard.steps).toContainEqual(['sampling', 4, 4]);
    expect(server.requests.every(({ headers }) => headers.origin === undefined)).toBe(true);
    expect(server.requests.some(({ url }) => url.includes('secret'))).toBe(false);
    const wrong = { token: () => Promise.resolve('another-token') };
    const refused: unknown = await (
      await engineFor([server], {}, { secrets: wrong })
    )
      .profile()
      .catch((e: unknown) => e);
    expect(refused).toMatchObject({ code: 'comfyui-token' });
    expect(JSON.stringify(refused) + String(refused)).not.toContain('another-token');
  });
});

describe('cancel', () => {
  test('while it waits takes it out of the queue and leaves the others alone', async () => {
    const server = await fake();
    const other = await server.otherJob(400);
    const cancel = new AbortController();
    const heard = listener();
    const generating = (await engineFor([server])).generate(requestOf(), heard.events, cancel.signal);
    generating.catch(() => undefined);
    await until(() => server.pending.length > 0 && heard.phases.includes('queued'));
    expect(heard.steps).toContainEqual(['queued', 0, 1]);
    const began = Date.now();
    cancel.abort();
    await expect(generating).rejects.toMatchObject({ kind: 'cancelled' });
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(server.pending).toEqual([]);
    expect(server.interrupts).toEqual([]);
    await until(() => server.finished(other) !== null);
    expect(server.finished(other)).toBe('success');
  });

  test.each(['old', 'new'] as const)(
    'while it runs interrupts it alone (server of the %s kind)',
    async (age) => {
      const server = await fake({ age, stepTime: 200 });
      const cancel = new AbortController();
      const heard = listener();
      const generating = (await engineFor([server])).generate(requestOf(), heard.events, cancel.signal);
      generating.catch(() => undefined);
      await until(() => heard.phases.includes('sampling'));
      const mine = server.running?.id ?? '';
      const began = Date.now();
      cancel.abort();
      await expect(generating).rejects.toMatchObject({ kind: 'cancelled' });
      expect(Date.now() - began).toBeLessThan(5_000);
      expect(server.interrupts).toEqual([mine]);
      await until(() => server.finished(mine) === 'error');
      expect(heard.frames.size).toBe(0);
    },
  );

  test('by someone else at the server is worth another try', async () => {
    const server = await fake({ stepTime: 50 });
    const heard = listener();
    const generating = (await engineFor([server])).generate(requestOf(), heard.events, never());
    generating.catch(() => undefined);
    await until(() => heard.phases.includes('sampling'));
    await fetch(`${server.url}/interrupt`, { method: 'POST', body: '{}' });
    await expect(generating).rejects.toMatchObject({ kind: 'transient' });
  });

  test('ends at once even where the server hangs', async () => {
    const server = await fake({ stepTime: 50 });
    const hanging: typeof fetch = (input, init) =>
      String(input).includes('/queue') ? new Promise(() => undefined) : fetch(input, init);
    const cancel = new AbortController();
    const heard = listener();
    const engine = await engineFor([server], {}, { fetch: hanging });
    const generating = engine.generate(requestOf(), heard.events, cancel.signal);
    generating.catch(() => undefined);
    await until(() => heard.phases.includes('sampling'));
    const began = Date.now();
    cancel.abort();
    await expect(generating).rejects.toMatchObject({ kind: 'cancelled' });
    expect(Date.now() - began).toBeLessThan(5_000);
  });
});
