import { afterEach, describe, expect, test } from 'vitest';
import { greyFrame } from '../../media/frame.ts';
import { FakeServer, type FakeOptions, type Trouble } from './fakeServer.ts';
import { pngCodec } from './png.ts';
import { engineFor, listener, never, requestOf, size } from './testing.ts';

const started: FakeServer[] = [];

async function fake(options: Partial<FakeOptions> = {}): Promise<FakeServer> {
  const server = await new FakeServer(options).start();
  started.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.die()));
});

const trouble = (at: string, more: Partial<Trouble> = {}): Trouble => ({
  at,
  times: 1,
  error: null,
  dies: 'no',
  baggage: 0,
  ...more,
});
const cudaOutOfMemory = {
  type: 'torch.OutOfMemoryError',
  message: 'Allocation on device 0 would exceed allowed memory.',
};

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited > 5000) {
      throw new Error('it never came');
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a batch', () => {
  test.each(['old', 'new'] as const)(
    'is made by a server of the %s kind, every frame in its place',
    async (age) => {
      const server = await fake({ age });
      const engine = await engineFor([server]);
      const heard = listener();
      await engine.generate(requestOf(), heard.events, never());
      expect([...heard.frames.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      const given = await requestOf().guide(8);
      expect(Buffer.from(heard.frames.get(8)?.data ?? []).equals(given?.data ?? new Uint8Array())).toBe(true);
      expect(heard.steps).toContainEqual(['sampling', 4, 4]);
      expect(heard.phases.at(-1)).toBe('fetching frames');
    },
  );

  test('reaches the server as exactly the guide and the mask, and in legal numbers', async () => {
    const server = await fake();
    await (await engineFor([server])).generate(requestOf(), listener().events, never());
    const [received] = server.received;
    const request = requestOf();
    expect(received).toMatchObject({ ...size, length: 9, strength: 0.9 });
    expect(received?.guide).toHaveLength(9);
    expect(received?.mask).toHaveLength(9);
    for (let at = 0; at < 9; at++) {
      const guide = await pngCodec.decode(received?.guide[at] ?? new Uint8Array());
      const wanted = (await request.guide(at)) ?? greyFrame(size.width, size.height);
      expect(Buffer.from(guide.data).equals(wanted.data), `guide frame ${String(at)}`).toBe(true);
      const mask = await pngCodec.decode(received?.mask[at] ?? new Uint8Array());
      const weight = Math.round((request.mask[at] ?? 0) * 255);
      const flat = greyFrame(size.width, size.height, weight);
      expect(Buffer.from(mask.data).equals(flat.data), `mask frame ${String(at)}`).toBe(true);
    }
  });

  test('sends each picture once, and none again to a server that has them', async () => {
    const server = await fake();
    await (await engineFor([server])).generate(requestOf(), listener().events, never());
    // two keyframes, grey 128, masks 0, 0.3, 0.6 and 1
    expect(server.uploads).toHaveLength(7);
    await (await engineFor([server])).generate(requestOf({ prompt: 'a boat' }), listener().events, never());
    expect(server.uploads).toHaveLength(7);
    expect(server.received).toHaveLength(2);
  });

  test('uses the name a server gave when the one asked for was taken', async () => {
    const server = await fake({ clash: true });
    const heard = listener();
    await (await engineFor([server])).generate(requestOf(), heard.events, never());
    expect(heard.frames.size).toBe(9);
  });

  test('asked for again is answered from the cache of the server', async () => {
    const server = await fake();
    const engine = await engineFor([server]);
    await engine.generate(requestOf(), listener().events, never());
    const executed = server.executed.length;
    const heard = listener();
    await engine.generate(requestOf(), heard.events, never());
    expect(heard.frames.size).toBe(9);
    expect(server.executed).toHaveLength(executed);
  });

  test('is saved once more when the frames of a cached graph were deleted', async () => {
    const server = await fake();
    const engine = await engineFor([server]);
    await engine.generate(requestOf(), listener().events, never());
    server.outputs.clear();
    const heard = listener();
    await engine.generate(requestOf(), heard.events, never());
    expect(heard.frames.size).toBe(9);
    expect(server.executed.filter((name) => name === 'KSampler')).toHaveLength(1);
  });

  test('of Wan 2.2 goes through both models, the LoRAs on the one they are for', async () => {
    const server = await fake();
    server.files.loras.push('style_high_noise.safetensors', 'style_low_noise.safetensors');
    const workflow = { kind: 'wan22', high: null, low: null, switchAt: 0.5 } as const;
    const heard = listener();
    const loras = ['style_low_noise', 'film-grain', 'style_high_noise'].map((name) => ({
      name,
      weight: 0.8,
    }));
    await (await engineFor([server], { workflow })).generate(requestOf({ loras }), heard.events, never());
    expect(heard.phases).toContain('sampling, high noise');
    expect(heard.phases).toContain('sampling, low noise');
    const nodes = Object.values(server.prompts[0]?.graph ?? {});
    const named = nodes
      .filter((node) => node.class_type === 'LoraLoaderModelOnly')
      .map((node) => node.inputs['lora_name']);
    expect(named).toEqual([
      'style/film-grain.safetensors',
      'style_high_noise.safetensors',
      'style/film-grain.safetensors',
      'style_low_noise.safetensors',
    ]);
  });

  test('of the wrong number of frames has failed', async () => {
    const server = await fake({ framesLost: 1 });
    const generating = (await engineFor([server])).generate(requestOf(), listener().events, never());
    await expect(generating).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('8 frames instead of 9'),
    });
  });

  test('of the wrong size has failed', async () => {
    const server = await fake({ grows: 16 });
    const generating = (await engineFor([server])).generate(requestOf(), listener().events, never());
    await expect(generating).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('64x48'),
    });
  });
});

describe('previews', () => {
  test.each(['plain', 'withMetadata'] as const)('that are %s are passed on', async (previews) => {
    const server = await fake({ previews, stepTime: 5 });
    const heard = listener();
    await (await engineFor([server])).generate(requestOf(), heard.events, never());
    expect(heard.previews.length).toBeGreaterThan(0);
    expect(heard.previews[0]?.type).toBe('image/jpeg');
    expect(Buffer.from(heard.previews[0]?.bytes.slice(0, 2) ?? [])).toEqual(Buffer.from([0xff, 0xd8]));
  });

  test('of kinds nobody knows are ignored', async () => {
    const server = await fake({ previews: 'odd' });
    const heard = listener();
    await (await engineFor([server])).generate(requestOf(), heard.events, never());
    expect(heard.previews).toEqual([]);
    expect(heard.frames.size).toBe(9);
  });
});

describe('what a server lacks', () => {
  test('is named before anything is sent', async () => {
    const server = await fake();
    const loras = [{ name: 'unknown-style', weight: 1 }];
    const generating = (await engineFor([server])).generate(requestOf({ loras }), listener().events, never());
    await expect(generating).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('unknown-style'),
    });
    expect(server.prompts).toEqual([]);
    expect(server.uploads).toEqual([]);
  });

  test.each(['old', 'new'] as const)('a node class, by a server of the %s kind', async (age) => {
    const server = await fake({ age, without: ['WanVaceToVideo'] });
    const generating = (await engineFor([server])).generate(requestOf(), listener().events, never());
    await expect(generating).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('WanVaceToVideo'),
    });
  });

  test('is told from its refusal when it went missing in between', async () => {
    const server = await fake();
    const engine = await engineFor([server]);
    await engine.profile();
    server.files.models.shift();
    const generating = engine.generate(requestOf(), listener().events, never());
    await expect(generating).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('wan2.1_vace_1.3B_fp16.safetensors'),
    });
  });

  test('pictures it lost are sent once more', async () => {
    const server = await fake();
    const engine = await engineFor([server]);
    await engine.generate(requestOf(), listener().events, never());
    server.inputs.clear();
    const heard = listener();
    await engine.generate(requestOf({ seed: 9 }), heard.events, never());
    expect(heard.frames.size).toBe(9);
  });
});

describe('memory that runs out', () => {
  test.each([
    cudaOutOfMemory,
    { type: 'torch.cuda.OutOfMemoryError', message: 'CUDA out of memory. Tried to allocate 2.00 GiB' },
    { type: 'RuntimeError', message: 'MPS backend out of memory (MPS allocated: 17 GB)' },
    {
      type: 'RuntimeError',
      message: 'DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes',
    },
    { type: 'RuntimeError', message: 'HIP out of memory.' },
  ])('while sampling is told as such: $type $message', async (error) => {
    const server = await fake({ trouble: trouble('KSampler', { error }) });
    const generating = (await engineFor([server])).generate(requestOf(), listener().events, never());
    await expect(generating).rejects.toMatchObject({ kind: 'outOfMemory' });
    expect(server.freed).toBe(1);
  });

  test('while decoding is answered with tiles, and nothing is sampled twice', async () => {
    const server = await fake({ trouble: trouble('VAEDecode', { error: cudaOutOfMemory }) });
    const heard = listener();
    await (await engineFor([server])).generate(requestOf(), heard.events, never());
    expect(heard.frames.size).toBe(9);
    expect(heard.notes).toEqual(['Memory ran out while decoding: the frames are decoded in tiles.']);
    expect(server.executed.filter((name) => name === 'KSampler')).toHaveLength(1);
    expect(server.executed).toContain('VAEDecodeTiled');
  });

  test('even in tiles is out of memory', async () => {
    const server = await fake({ trouble: trouble('VAEDecodeTiled', { error: cudaOutOfMemory }) });
    const engine = await engineFor([server], { tiled: 'always' });
    await expect(engine.generate(requestOf(), listener().events, never())).rejects.toMatchObject({
      kind: 'outOfMemory',
    });
  });

  test('and takes the server down with it is out of memory', async () => {
    const server = await fake({ trouble: trouble('KSampler', { error: cudaOutOfMemory, dies: null }) });
    const generating = (await engineFor([server])).generate(requestOf(), listener().events, never());
    await expect(generating).rejects.toMatchObject({ kind: 'outOfMemory' });
  });

  test('without a word, twice over the same batch, is out of memory too', async () => {
    const server = await fake({ trouble: trouble('KSampler', { times: 2, dies: 50 }) });
    const generating = (await engineFor([server])).generate(requestOf(), listener().events, never());
    await expect(generating).rejects.toMatchObject({ kind: 'outOfMemory' });
    expect(server.prompts).toHaveLength(2);
  });

  test('without a word while decoding leads to tiles', async () => {
    const server = await fake({ trouble: trouble('VAEDecode', { dies: 50 }) });
    const heard = listener();
    await (await engineFor([server])).generate(requestOf(), heard.events, never());
    expect(heard.frames.size).toBe(9);
    expect(server.executed).toContain('VAEDecodeTiled');
  });

  test.each(['speaks', 'silent'] as const)(
    'with a huge word about it (socket %s) is understood',
    async (socket) => {
      const baggage = 24_000_000;
      const server = await fake({
        socket,
        trouble: trouble('KSampler', { error: cudaOutOfMemory, baggage }),
      });
      const failure: unknown = await (
        await engineFor([server])
      )
        .generate(requestOf(), listener().events, never())
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ kind: 'outOfMemory' });
      expect((failure as Error).message.length).toBeLessThan(500);
    },
  );
});

describe('an error of the graph', () => {
  test('stops the batch and says where it happened, in few words', async () => {
    const error = {
      type: 'RuntimeError',
      message: `mat1 and mat2 shapes cannot be multiplied ${'x'.repeat(9000)}`,
    };
    const server = await fake({ trouble: trouble('KSampler', { error, baggage: 900_000 }) });
    const failure: unknown = await (
      await engineFor([server])
    )
      .generate(requestOf(), listener().events, never())
      .catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ kind: 'refused', message: expect.stringContaining('KSampler') });
    expect((failure as Error).message.length).toBeLessThan(600);
  });

  test('of the machine is worth another try', async () => {
    const error = { type: 'RuntimeError', message: 'CUDA error: an illegal memory access was encountered' };
    const server = await fake({ trouble: trouble('KSampler', { error }) });
    const generating = (await engineFor([server])).generate(requestOf(), listener().events, never());
    await expect(generating).rejects.toMatchObject({ kind: 'transient' });
  });
});

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
