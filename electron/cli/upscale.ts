import { InvalidArgumentError, type Command } from 'commander';
import path from 'node:path';
import { duplicatesSchema, type Duplicates } from '../../shared/upscale/schema.ts';
import { presetFor } from '../export/presets.ts';
import { h264 } from '../media/presets.ts';
import { embeddedModel } from '../upscale/model.ts';
import { openServices } from './open.ts';
import { createPace, progressLine } from './progressBar.ts';
import { exitCodes, type Terminal } from './terminal.ts';

interface UpscaleOptions {
  readonly output: string;
  readonly scale: number;
  readonly model?: string;
  readonly duplicates: Duplicates;
  readonly keep: boolean;
  readonly events?: boolean;
}

const phases = { upscale: 'Upscaling', prove: 'Checking' } as const;

export function addUpscaleCommand(program: Command, terminal: Terminal): void {
  program
    .command('upscale')
    .description('a video two or four times as large, each distinct frame computed once')
    .argument('<video>', 'any video ffmpeg reads')
    .requiredOption('-o, --output <file>', 'the film; its extension chooses the format')
    .option('--scale <times>', '2 or 4', scaleOf, 2)
    .option(
      '--model <manifest>',
      'the JSON beside an ONNX file of your own, or its name in your folder of models',
    )
    .option('--duplicates <how>', 'what counts as the same frame: exact, near or off', duplicatesOf, 'exact')
    .option('--no-keep', 'keep no results on disk: nothing is there for a second run')
    .option('--events', 'print one JSON object a line for everything that happens')
    .action(async (file: string, options: UpscaleOptions) => {
      const { video } = presetFor(options.output, undefined);
      const services = await openServices(terminal);
      const tell = (event: object) => {
        if (options.events === true) {
          terminal.print(JSON.stringify(event));
        }
      };
      const withTimeLeft = createPace(() => Date.now());
      try {
        const at = (name: string) => path.resolve(terminal.cwd, name);
        const report = await services.upscaling.film(
          {
            file: at(file),
            output: at(options.output),
            scale: options.scale,
            model: options.model === undefined ? embeddedModel : modelOf(options.model, at),
            duplicates: options.duplicates,
            keep: options.keep,
            video: video.encoder === 'libx264' ? h264(18, 'veryfast') : video,
          },
          terminal.signal,
          (phase, done, total, { distinct, inferred, known }, left) => {
            const step = { phase: phases[phase], done, total, unit: 'frames' as const, left };
            terminal.paint(progressLine(withTimeLeft(step), terminal.columns()));
            tell({ event: 'progress', phase, done, total, distinct, inferred, known });
          },
        );
        for (const { frame, what, why } of report.first) {
          terminal.say(`Frame ${String(frame)} is ${what}: ${why}`);
          tell({ event: 'wrong', frame, what, why });
        }
        const { first, ...counts } = report;
        const line = `${path.basename(options.output)}: ${String(report.frames)} frames, ${String(report.distinct)} distinct, ${String(report.inferred)} computed`;
        if (options.events === true) {
          tell({ event: 'done', ...counts });
        } else {
          terminal.print(first.length === 0 ? line : `${line}, ${String(report.wrong)} wrong`);
        }
        terminal.end(report.wrong > 0 ? exitCodes.failed : exitCodes.done);
      } finally {
        await services.close();
      }
    });
}

function scaleOf(text: string): number {
  const scale = Number(text);
  if (!Number.isInteger(scale) || scale < 2 || scale > 8) {
    throw new InvalidArgumentError('Write 2 or 4, or what your model makes.');
  }
  return scale;
}

function duplicatesOf(text: string): Duplicates {
  const found = duplicatesSchema.safeParse(text);
  if (!found.success) {
    throw new InvalidArgumentError('Write exact, near or off.');
  }
  return found.data;
}

/** A path, or the name of a model that the program knows. */
const modelOf = (text: string, at: (name: string) => string) =>
  /[/\\]|\.json$/i.test(text) ? at(text) : text;
