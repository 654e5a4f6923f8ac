import { afterEach } from 'vitest';
import type { FakeOptions } from './options.ts';
import { FakeServer } from './server.ts';

/** Starts fake servers for the tests of a file; each dies with the test that started it. */
export function fakeServers(): (options?: Partial<FakeOptions>) => Promise<FakeServer> {
  const started: FakeServer[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.die()));
  });
  return async (options = {}) => {
    const server = await new FakeServer(options).start();
    started.push(server);
    return server;
  };
}

/** Waits until it is so; 5 s at most. */
export async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited > 5000) {
      throw new Error('it never came');
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
