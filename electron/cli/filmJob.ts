import type { RenderEvent } from '../../shared/generation/events.ts';
import { Fault } from '../../shared/fault.ts';
import type { Size } from '../../shared/project/schema.ts';
import { filmOf } from '../../shared/project/timeline.ts';
import { orderFilm, type FilmSource } from '../film/filmOrder.ts';
import { checkFolder, makeFilm, type FilmAsked } from '../film/makeFilm.ts';
import { renderFilm } from '../film/renderFilm.ts';
import type { Step } from '../jobs/jobs.ts';
import type { Services } from '../services/services.ts';
import { createPace, progressLine } from './progressBar.ts';
import { exitCodes, type Terminal } from './terminal.ts';

export interface FilmJob {
  readonly source: FilmSource;
  /** Segments by number, null for all that is missing. */
  readonly only: readonly number[] | null;
  readonly take: 'new' | null;
  /** null fills the cache only. */
  readonly asked: FilmAsked | null;
  /** Whether one JSON object a line says everything that happens. */
  readonly events: boolean;
}

/** Makes what is missing of a film, then the film, in front of a person. Says how the program ends. */
export async function doFilm(
  { runner, engines, costs, making }: Services,
  { source, only, take, asked, events }: FilmJob,
  terminal: Terminal,
): Promise<void> {
  if (filmOf(source.project) === null) {
    throw new Fault(
      'no-film',
      'There is no film yet: it has no keyframes, no captions and no sound.',
      'Open it and drop a picture on the timeline, or name captions or a sound.',
    );
  }
  if (asked !== null) {
    await checkFolder(asked.output);
  }
  const order = await orderFilm(source, engines, costs, null);
  const tell = (event: object) => {
    if (events) {
      terminal.print(JSON.stringify(event));
    }
  };
  const withTimeLeft = createPace(() => Date.now());
  const job = {
    signal: terminal.signal,
    progress: (step: Step) => {
      terminal.paint(progressLine(withTimeLeft(step), terminal.columns()));
    },
    note: (text: string) => {
      tell({ event: 'note', text });
      terminal.say(text);
    },
  };
  const options = { only: only === null ? null : [...only], take };
  const report = await renderFilm(runner, order, options, job, (event: RenderEvent) => {
    tell(event);
  });
  terminal.signal.throwIfAborted();
  if (asked !== null) {
    let told = -1;
    const encoding = {
      ...job,
      progress: (step: Step) => {
        job.progress(step);
        const percent = Math.floor((100 * step.done) / Math.max(1, step.total));
        if (percent !== told) {
          told = percent;
          tell({ event: 'export', phase: step.phase, done: step.done, total: step.total });
        }
      },
    };
    const made = await makeFilm(making, order, report, asked, encoding);
    tell({ event: 'exported', file: made.file, frames: made.frames, bytes: made.bytes });
    const name = made.file.split(/[\\/]/).at(-1) ?? made.file;
    const line = `${name}: ${String(made.frames)} frames, ${(made.bytes / 1e6).toFixed(1)} MB`;
    (events ? terminal.say : terminal.print)(line);
  }
  new Set(report.failed.map(({ remedy }) => remedy)).forEach(job.note);
  terminal.end(report.failed.length > 0 ? exitCodes.failed : exitCodes.done);
}

export const badOption = (message: string, remedy: string) => new Fault('bad-option', message, remedy);

/** `--size 640x360`. Fault `bad-option`. */
export function sizeOption(text: string): Size {
  const match = /^(\d+)x(\d+)$/.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || width < 16 || height < 16 || width > 8192 || height > 8192) {
    throw badOption(`--size ${text} is not a size.`, 'Write it as 640x360, from 16 to 8192 pixels a side.');
  }
  return { width, height };
}
