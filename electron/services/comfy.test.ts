import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openServerMemory } from '../engines/comfyui/memory.ts';
import { openComfyDesk } from './comfy.ts';

test('addresses with a token of their own are told until it is forgotten, and the token itself never', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'entracte-comfy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const none = () => Promise.reject(new Error('no picture is made here'));
  const parts = {
    settingsFile: path.join(folder, 'comfyui.json'),
    tokensFile: path.join(folder, 'tokens'),
    cipher: { encrypt: (text: string) => text, decrypt: (text: string) => text },
    token: 'of the environment',
    codec: { encode: none, decode: none },
    memory: await openServerMemory(null),
  };
  const desk = await openComfyDesk(parts);
  expect(desk.tokens()).toEqual([]);
  await desk.setToken('http://127.0.0.1:8188', 'secret');
  const later = await openComfyDesk(parts);
  expect(later.tokens()).toEqual(['http://127.0.0.1:8188']);
  await later.setToken('http://127.0.0.1:8188', null);
  expect((await openComfyDesk(parts)).tokens()).toEqual([]);
});
