import { Command, Help } from 'commander';
import { expect, test } from 'vitest';
import { commands } from './commands.ts';
import { createTerminal } from './terminal.ts';

test('the help says of every command what the command says of itself', async () => {
  const terminal = createTerminal(process);
  for (const [name, { usage, about, read }] of Object.entries(commands)) {
    const program = new Command();
    const add = await read();
    add(program, terminal);
    const [own] = program.commands;
    expect(own?.name()).toBe(name);
    expect(own?.description()).toBe(about);
    const term = own === undefined ? '' : new Help().subcommandTerm(own);
    expect(term).toBe(`${name} ${usage}`.trim());
  }
});
