import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { comfyConnectionSchema, comfyGraphSchema, type ComfyTest } from '../../../shared/engines/comfyui.ts';
import { testConnection } from './connection.ts';
import { openServerMemory } from './memory.ts';
import { engineFor, requestOf, settingsFor } from './testing/rig.ts';
import type { FakeServer } from './testing/server.ts';
import { fakeServers } from './testing/servers.ts';

const fake = fakeServers();
const others: Server[] = [];

afterEach(() => {
  others.splice(0).forEach((server) => server.close());
});

const noSecrets = { token: () => Promise.resolve(null) };

function asked(server: FakeServer, more: Partial<ComfyTest> = {}): ComfyTest {
  return {
    server: { url: server.url, allowRemote: false },
    settings: settingsFor([server]),
    token: null,
    ...more,
  };
}

describe('"Test connection"', () => {
  test.each(['old', 'new'] as const)('tells what a server of the %s kind is and has', async (age) => {
    const server = await fake({ age });
    const answer = await testConnection(asked(server), noSecrets);
    expect(comfyConnectionSchema.parse(answer)).toMatchObject({
      version: '0.3.60',
      gpu: 'NVIDIA GeForce RTX 4090',
      memory: { free: 20_000_000_000, total: 24_000_000_000 },
      queued: 0,
      missing: [],
      choices: { vaes: ['wan_2.1_vae.safetensors'], samplers: ['euler', 'uni_pc', 'uni_pc_bh2'] },
    });
  });

  test('names what is missing and where it goes', async () => {
    const server = await fake({ without: ['WanVaceToVideo'] });
    server.files.models = [];
    const settings = settingsFor([server], { vae: 'other_vae.safetensors' });
    const { missing } = await testConnection(asked(server, { settings }), noSecrets);
    expect(missing).toEqual([
      { kind: 'node', name: 'WanVaceToVideo', install: expect.stringContaining('Update ComfyUI') },
      {
        kind: 'file',
        name: expect.stringContaining('Wan VACE model'),
        install: expect.stringContaining('models/diffusion_models'),
      },
      { kind: 'file', name: 'other_vae.safetensors', install: expect.stringContaining('models/vae') },
    ]);
  });

  test('uses the token typed just now before the one kept', async () => {
    const server = await fake({ token: 'new' });
    const secrets = { token: () => Promise.resolve('old') };
    await expect(testConnection(asked(server), secrets)).rejects.toMatchObject({ code: 'comfyui-token' });
    expect((await testConnection(asked(server, { token: 'new' }), secrets)).version).toBe('0.3.60');
  });

  test('tells a server that is off from one that is something else', async () => {
    const server = await fake();
    const test = asked(server);
    await server.die();
    await expect(testConnection(test, noSecrets)).rejects.toMatchObject({ code: 'comfyui-unreachable' });
    const other = createServer((_, response) => response.end('<html>hello</html>'));
    others.push(other);
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}`;
    await expect(
      testConnection({ ...test, server: { url, allowRemote: false } }, noSecrets),
    ).rejects.toMatchObject({ code: 'comfyui-no-comfyui' });
  });

  test('follows no redirect to elsewhere, where the token and the pictures would go', async () => {
    const server = await fake();
    const other = createServer((_, response) =>
      response.writeHead(302, { Location: `${server.url}/system_stats` }).end(),
    );
    others.push(other);
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}`;
    await expect(
      testConnection(asked(server, { server: { url, allowRemote: false }, token: 'secret' }), noSecrets),
    ).rejects.toMatchObject({ name: 'Fault' });
    expect(server.requests).toEqual([]);
  });
});

describe('the engine', () => {
  test('has the profile its server tells', async () => {
    const server = await fake();
    const engine = await engineFor([server], { largest: 50 });
    expect(await engine.profile()).toEqual({
      engine: 'comfyui',
      version: '0.3.60',
      step: 4,
      largest: 49,
      multiple: 16,
      softMasks: true,
      loras: true,
      prompts: true,
      parallel: 1,
    });
  });

  test('says what stands in the way of a profile', async () => {
    const server = await fake();
    await server.die();
    await expect((await engineFor([server])).profile()).rejects.toMatchObject({
      code: 'comfyui-unreachable',
    });
    const settings = { servers: [{ url: 'http://192.0.2.1:8188', allowRemote: false }] };
    await expect((await engineFor([], settings)).profile()).rejects.toMatchObject({ code: 'comfyui-remote' });
    await expect((await engineFor([])).profile()).rejects.toMatchObject({ code: 'comfyui-none' });
  });

  test('shows the graph of a batch without sending anything', async () => {
    const server = await fake();
    const shown = comfyGraphSchema.parse(await (await engineFor([server])).showGraph(requestOf()));
    const guide = shown.images.filter(({ use }) => use === 'guide').flatMap(({ frames }) => frames);
    expect(guide.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(Object.values(shown.graph).map(({ class_type }) => class_type)).toContain('WanVaceToVideo');
    expect(server.uploads).toEqual([]);
    expect(server.prompts).toEqual([]);
  });

  test('knows results of a server that is off by what it remembers of it', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'entracte-comfyui-'));
    try {
      const file = path.join(dir, 'servers.json');
      const server = await fake();
      const engine = await engineFor([server], {}, { memory: await openServerMemory(file) });
      const identity = await engine.identity(requestOf());
      await server.die();
      const later = await engineFor([server], {}, { memory: await openServerMemory(file) });
      expect(await later.identity(requestOf())).toEqual(identity);
      expect(await readFile(file, 'utf8')).toContain('0.3.60');
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
