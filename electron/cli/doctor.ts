import type { Command } from 'commander';
import { openServices } from './open.ts';
import { exitCodes, type Terminal } from './terminal.ts';

const marks = { ok: 'ok     ', warning: 'notice ', missing: 'MISSING' } as const;

export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('what was found on this machine, and what to do where something is missing')
    .option('--json', 'print the checks as JSON')
    .action(async (options: { json?: boolean }) => {
      const services = await openServices(terminal);
      try {
        const checks = await services.doctor();
        if (options.json === true) {
          terminal.print(JSON.stringify(checks));
        } else {
          for (const { name, state, found, remedy } of checks) {
            terminal.print(`${marks[state]} ${name.padEnd(10)} ${found}`);
            if (remedy !== null) {
              terminal.print(`${' '.repeat(19)}${remedy}`);
            }
          }
        }
        terminal.end(checks.some(({ state }) => state === 'missing') ? exitCodes.failed : exitCodes.done);
      } finally {
        await services.close();
      }
    });
}
