import { afterEach, beforeAll, expect, test } from 'vitest';
import { setTimeout as wait } from 'node:timers/promises';
import { forkedChild } from './forkedChild.ts';
import { InferenceHost, type HostOptions } from './host.ts';
import { abort, count, echo, exhaust, hang, ship } from './testing/calls.ts';
import { buffersInUse, buildTestChild, isAlive, residentOf } from './testing/child.ts';

let script = '';
beforeAll(async () => {
  script = await buildTestChild('host');
});

let hosts: InferenceHost[] = [];
afterEach(async () => {
  await Promise.all(hosts.map((host) => host.close()));
  hosts = [];
});

function newHost(options: Partial<HostOptions> = {}): InferenceHost {
  const host = new InferenceHost({ script, spawn: forkedChild, ...options });
  hosts.push(host);
  return host;
}

const never = new AbortController().signal;
const ask = (host: InferenceHost, text: string) => host.run(echo, text, { signal: never });

/** Waits until the child that works now has a process id. */
async function pidOf(host: InferenceHost): Promise<number> {
  for (;;) {
    if (host.pid !== null) {
      return host.pid;
    }
    await wait(5);
  }
}

test('the child starts when there is work, and one child answers every request in order', async () => {
  const host = newHost();
  expect(host.pid).toBeNull();
  const order: string[] = [];
  const each = ['first', 'second', 'third'].map(async (text) => {
    order.push(await ask(host, text));
  });
  const pid = await pidOf(host);
  await Promise.all(each);
  expect(order).toEqual(['first', 'second', 'third']);
  expect(host.pid).toBe(pid);
});

test('native code that aborts loses its request; the next one is answered by a new child', async () => {
  const host = newHost();
  const lost = host.run(abort, null, { signal: never });
  const after = ask(host, 'still here');
  await expect(lost).rejects.toMatchObject({ code: 'inference-lost' });
  expect(await after).toBe('still here');
});

test('kill -9 during a request loses it once and is recovered from', async () => {
  const host = newHost();
  await ask(host, 'warm');
  const lost = host.run(hang, 20_000, { signal: never });
  const pid = await pidOf(host);
  setTimeout(() => process.kill(pid, 'SIGKILL'), 50);
  await expect(lost).rejects.toMatchObject({ code: 'inference-lost' });
  expect(await ask(host, 'again')).toBe('again');
});

test('a child the system kills twice running has run out of memory', async () => {
  const spawn: HostOptions['spawn'] = (file) => {
    const child = forkedChild(file);
    return {
      ...child,
      send: (message) => {
        child.send(message);
        setTimeout(() => process.kill(child.pid ?? 0, 'SIGKILL'), 50);
      },
    };
  };
  const host = newHost({ spawn });
  for (const code of ['inference-lost', 'inference-out-of-memory']) {
    await expect(host.run(hang, 20_000, { signal: never })).rejects.toMatchObject({ code });
  }
});

test('a child whose heap is full is out of memory, and the program goes on', async () => {
  const host = newHost({ spawn: (file) => forkedChild(file, ['--max-old-space-size=40']) });
  await expect(host.run(exhaust, null, { signal: never })).rejects.toMatchObject({
    code: 'inference-out-of-memory',
  });
  expect(await ask(host, 'again')).toBe('again');
});

test('a child that says nothing is ended by the watchdog', async () => {
  const host = newHost();
  await ask(host, 'warm');
  const pid = await pidOf(host);
  const begun = performance.now();
  const silent = host.run(hang, 20_000, { signal: never, silenceMs: 200 });
  await expect(silent).rejects.toMatchObject({ code: 'inference-silent' });
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(isAlive(pid)).toBe(false);
  expect(await ask(host, 'again')).toBe('again');
});

test('time the parent spends on an item is not silence of the child', async () => {
  const host = newHost();
  const seen: number[] = [];
  const onItem = async (n: number) => {
    await wait(700);
    seen.push(n);
  };
  await host.run(count, 2, { signal: never, onItem, silenceMs: 500 });
  expect(seen).toEqual([1, 2]);
});

test('cancel ends the child within a second, and the request says so', async () => {
  const host = newHost();
  await ask(host, 'warm');
  const pid = await pidOf(host);
  const cancel = new AbortController();
  const running = host.run(hang, 20_000, { signal: cancel.signal });
  const waiting = host.run(echo, 'waiting', { signal: cancel.signal });
  const other = ask(host, 'another');
  setTimeout(() => cancel.abort(), 50);
  const begun = performance.now();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(isAlive(pid)).toBe(false);
  expect(await other).toBe('another');
});

test('a request cancelled while it waits leaves the running one alone', async () => {
  const host = newHost();
  await ask(host, 'warm');
  const pid = host.pid;
  const running = host.run(hang, 200, { signal: never });
  const cancel = new AbortController();
  const waiting = host.run(echo, 'no more', { signal: cancel.signal });
  cancel.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(await running).toBe('timed-out');
  expect(host.pid).toBe(pid);
});

test('an error of whoever takes the items ends the work and is passed on', async () => {
  const host = newHost();
  const full = new Error('disk full');
  const onItem = (n: number) => (n === 2 ? Promise.reject(full) : undefined);
  await expect(host.run(count, 100, { signal: never, onItem })).rejects.toBe(full);
  expect(await ask(host, 'again')).toBe('again');
});

test('a child is never more than two items ahead', async () => {
  let taken = 0;
  let received = 0;
  const spawn: HostOptions['spawn'] = (file) => {
    const child = forkedChild(file);
    return {
      ...child,
      listen: (listener) =>
        child.listen((message) => {
          received += message.kind === 'item' ? 1 : 0;
          listener(message);
        }),
    };
  };
  const host = newHost({ spawn });
  let most = 0;
  const onItem = async () => {
    await wait(5);
    most = Math.max(most, received - taken);
    taken += 1;
  };
  await host.run(count, 30, { signal: never, onItem });
  expect(taken).toBe(30);
  expect(most).toBeLessThanOrEqual(2);
});

test('memory grows in neither process over 150 megabytes of frames, and each arrives whole', async () => {
  const host = newHost();
  const arrived: number[] = [];
  const onItem = (item: Uint8Array) => {
    const isWhole = item.length === 1e6 && item[0] === item[500_000] && item[0] === item.at(-1);
    arrived.push(isWhole ? (item[0] ?? -1) : -1);
  };
  await host.run(ship, 50, { signal: never, onItem });
  expect(arrived).toEqual(Array.from({ length: 50 }, (_, n) => n));
  const before = { program: buffersInUse(), child: residentOf(host.pid) };
  await host.run(ship, 100, { signal: never });
  await expect.poll(() => buffersInUse() - before.program).toBeLessThan(20e6);
  expect(residentOf(host.pid) - before.child).toBeLessThan(40e6);
});

test('an idle child is ended, and started again for the next request', async () => {
  const host = newHost({ idleMs: 50 });
  await ask(host, 'one');
  const pid = await pidOf(host);
  await expect.poll(() => host.pid, { interval: 1 }).toBeNull();
  // Asked while the old child is still ending.
  expect(await ask(host, 'two')).toBe('two');
  expect(host.pid).not.toBe(pid);
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('close ends the child and what waits for it; nothing starts afterwards', async () => {
  const host = newHost();
  const running = host.run(hang, 20_000, { signal: never });
  const waiting = ask(host, 'too late');
  const ends = [running, waiting].map((each) =>
    expect(each).rejects.toMatchObject({ code: 'inference-closed' }),
  );
  const pid = await pidOf(host);
  await host.close();
  await Promise.all(ends);
  expect(isAlive(pid)).toBe(false);
  await expect(ask(host, 'closed')).rejects.toMatchObject({ code: 'inference-closed' });
});

test('a child that cannot be started is one sentence with a remedy', async () => {
  const host = newHost({ script: `${script}.gone` });
  await expect(ask(host, 'hello')).rejects.toMatchObject({
    code: 'inference-start',
    remedy: expect.stringContaining('npm run build'),
  });
});

test('a name the child does not know is said', async () => {
  const host = newHost();
  await expect(host.run({ name: 'dream' }, null, { signal: never })).rejects.toMatchObject({
    code: 'inference-call',
  });
});
