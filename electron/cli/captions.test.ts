import { Command } from 'commander';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addCaptionsCommand } from './captions.ts';
import { createTerminal } from './terminal.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-captions-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const asked = (...words: string[]) => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addCaptionsCommand(program, createTerminal(process));
  return program.parseAsync(['node', 'entracte', 'captions', ...words]);
};

test.each([
  ['an odd size', ['--size', '641x361']],
  ['a rate of nothing', ['--fps', '0']],
  ['an unknown speed', ['--speed', 'warp']],
  ['a quality beyond the scale', ['--quality', '60']],
])('%s is wrong use, told before anything is begun', async (_name, options) => {
  const words = path.join(folder, 'words.srt');
  await writeFile(words, '1\n00:00:00,000 --> 00:00:01,000\nHello\n');
  await expect(asked(words, '-o', path.join(folder, 'film.mp4'), ...options)).rejects.toMatchObject({
    code: 'commander.invalidArgument',
  });
});
