import { describe, expect, test } from 'vitest';
import type { Trouble } from './testing/options.ts';
import { engineFor, listener, never, requestOf } from './testing/rig.ts';
import { fakeServers } from './testing/servers.ts';

const fake = fakeServers();

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
