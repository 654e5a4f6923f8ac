import { expect, test } from 'vitest';
import { newestFirst } from './newestFirst.ts';

/** Things to make by name; each is finished when told so. */
function workshop(most: number) {
  const want = newestFirst<string>(most);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (name: string, signal = new AbortController().signal) => {
    const made = want(() => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, () => resolve(name)));
    }, signal);
    return made.catch((error: { code?: string }) => error.code ?? 'unknown');
  };
  const finish = async (name: string) => {
    ends.get(name)?.();
    // Every promise that hangs on it has settled by the next turn of the event loop.
    await new Promise(setImmediate);
  };
  return { begun, ask, finish };
}

test('one is made at a time, and what was asked for last comes first', async () => {
  const { begun, ask, finish } = workshop(10);
  const made = ['a', 'b', 'c'].map((name) => ask(name));
  expect(begun).toEqual(['a']);
  await finish('a');
  made.push(ask('d'));
  expect(begun).toEqual(['a', 'c']);
  for (const name of ['c', 'd', 'b']) {
    await finish(name);
  }
  expect(begun).toEqual(['a', 'c', 'd', 'b']);
  expect(await Promise.all(made)).toEqual(['a', 'b', 'c', 'd']);
});

test('what is no longer wanted is never begun; what has begun is finished', async () => {
  const { begun, ask, finish } = workshop(10);
  const [first, second] = [new AbortController(), new AbortController()];
  const made = [ask('a', first.signal), ask('b', second.signal), ask('c'), ask('d', AbortSignal.abort())];
  first.abort();
  second.abort();
  await finish('a');
  await finish('c');
  expect(begun).toEqual(['a', 'c']);
  expect(await Promise.all(made)).toEqual(['a', 'superseded', 'c', 'superseded']);
});

test('of more than may wait the oldest are dropped, and a failure holds up nothing', async () => {
  const { begun, ask, finish } = workshop(2);
  const made = ['a', 'b', 'c', 'd'].map((name) => ask(name));
  expect(await made[1]).toBe('superseded');
  for (const name of ['a', 'd', 'c']) {
    await finish(name);
  }
  expect(begun).toEqual(['a', 'd', 'c']);

  const want = newestFirst<string>(2);
  const { signal } = new AbortController();
  const failing = want(() => Promise.reject(new Error('no')), signal);
  const after = want(() => Promise.resolve('made'), signal);
  await expect(failing).rejects.toThrow('no');
  expect(await after).toBe('made');
});
