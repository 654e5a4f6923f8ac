import { describe, expect, test } from 'vitest';
import { greyFrame } from '../../media/frame.ts';
import { pngCodec } from './png.ts';
import { engineFor, listener, never, requestOf, size } from './testing/rig.ts';
import { fakeServers } from './testing/servers.ts';

const fake = fakeServers();

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
