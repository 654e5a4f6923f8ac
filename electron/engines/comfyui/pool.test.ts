import { describe, expect, test } from 'vitest';
import { engineFor, listener, never, requestOf } from './testing/rig.ts';
import { fakeServers } from './testing/servers.ts';

const fake = fakeServers();

describe('several servers', () => {
  test('work at the same time, each on its own batch', async () => {
    const servers = [await fake({ stepTime: 20 }), await fake({ stepTime: 20 })];
    const engine = await engineFor(servers);
    expect((await engine.profile()).parallel).toBe(2);
    const batches = [1, 2, 3, 4].map((seed) =>
      engine.generate(requestOf({ seed }), listener().events, never()),
    );
    await Promise.all(batches);
    const made = servers.map(({ prompts }) => prompts.length);
    expect(made[0]).toBeGreaterThan(0);
    expect(made[1]).toBeGreaterThan(0);
    expect((made[0] ?? 0) + (made[1] ?? 0)).toBe(4);
  });

  test('do without the one that is off, and take it back when it answers', async () => {
    const [good, off] = [await fake({ stepTime: 20 }), await fake({ stepTime: 20 })];
    const engine = await engineFor([off, good]);
    await engine.profile();
    await off.die();
    for (const seed of [1, 2, 3, 4]) {
      await engine.generate(requestOf({ seed }), listener().events, never()).catch(() => undefined);
    }
    expect(off.prompts).toHaveLength(0);
    expect(good.prompts.length).toBeGreaterThanOrEqual(3);
    await off.start();
    const batches = [5, 6, 7, 8].map((seed) =>
      engine.generate(requestOf({ seed }), listener().events, never()),
    );
    await Promise.all(batches);
    expect(off.prompts.length).toBeGreaterThan(0);
  });

  test('that lack a LoRA are passed over for one that has it', async () => {
    const [bare, rich] = [await fake(), await fake()];
    rich.files.loras.push('rain.safetensors');
    const engine = await engineFor([bare, rich]);
    const loras = [{ name: 'rain.safetensors', weight: 1 }];
    const heard = listener();
    await engine.generate(requestOf({ loras }), heard.events, never());
    expect(heard.frames.size).toBe(9);
    expect(bare.prompts).toEqual([]);
    expect(rich.prompts).toHaveLength(1);
  });

  test('none of which answers are told by name', async () => {
    const server = await fake();
    const engine = await engineFor([server]);
    await engine.profile();
    await server.die();
    const generating = engine.generate(requestOf(), listener().events, never());
    await expect(generating).rejects.toMatchObject({
      kind: 'lost',
      message: expect.stringContaining(server.url),
    });
  });
});
