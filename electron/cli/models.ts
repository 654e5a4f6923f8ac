import type { Command } from 'commander';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { deviceOf, layoutOf, ownEngineId, type OwnModel, warningOf } from '../../shared/engines/ownModel.ts';
import type { Services } from '../services/services.ts';
import { openServices } from './open.ts';
import type { Terminal } from './terminal.ts';

interface Said {
  readonly json?: boolean;
}

export function addModelsCommand(program: Command, terminal: Terminal): void {
  const models = program
    .command('models')
    .description('interpolation models of your own (ONNX), each of them an engine');

  const withServices = async (work: (services: Services) => Promise<void>) => {
    const services = await openServices(terminal);
    try {
      await work(services);
    } finally {
      await services.close();
    }
  };
  const step = (text: string) => {
    terminal.paint(`${text} …`);
  };
  const tell = (found: readonly OwnModel[], { json }: Said) => {
    if (json === true) {
      terminal.print(JSON.stringify(found));
      return;
    }
    for (const { name, bytes, probe } of found) {
      const size = `${(bytes / 1e6).toFixed(1)} MB`;
      const pace = `${probe.seconds.toFixed(2)} s a frame of 640x360 on ${deviceOf(probe.provider)}`;
      terminal.print(`${ownEngineId(name)}: ${layoutOf(probe)}; ${pace}; ${size}`);
      const warning = warningOf(probe);
      if (warning !== null) {
        terminal.say(warning);
      }
    }
  };

  models
    .command('add')
    .description('try a model and keep a copy of it')
    .argument('<file>', 'an ONNX file: two pictures in, one between them out')
    .option('--name <name>', 'what it is called; else the name of the file')
    .option('--json', 'print what was found as JSON')
    .action((file: string, { name, ...said }: Said & { name?: string }) =>
      withServices(async ({ ownModels }) => {
        const fileName = path.basename(file);
        const bytes = createReadStream(path.resolve(terminal.cwd, file));
        tell([await ownModels.add({ name: name ?? null, fileName, bytes }, terminal.signal, step)], said);
      }),
    );
  models
    .command('list')
    .description('the models that are there')
    .option('--json', 'print them as JSON')
    .action((said: Said) =>
      withServices(async ({ ownModels }) => {
        tell(ownModels.list(), said);
        if (said.json !== true && ownModels.list().length === 0) {
          terminal.say('There are none. `entracte models add FILE.onnx` adds one.');
        }
        await Promise.resolve();
      }),
    );
  models
    .command('test')
    .description('try a model again: after a new driver, or on another machine')
    .argument('<name>')
    .option('--json', 'print what was found as JSON')
    .action((name: string, said: Said) =>
      withServices(async ({ ownModels }) => {
        tell([await ownModels.test(bare(name), terminal.signal, step)], said);
      }),
    );
  models
    .command('remove')
    .description('forget a model and delete its copy')
    .argument('<name>')
    .action((name: string) =>
      withServices(async ({ ownModels }) => {
        await ownModels.remove(bare(name));
        terminal.say(`${bare(name)} is removed. Films made with it stay.`);
      }),
    );
}

/** A name, or the engine's id of it. */
const bare = (name: string): string => name.replace(/^model:/, '');
