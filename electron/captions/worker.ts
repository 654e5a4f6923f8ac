// A worker of the captions pool: paints batches of states, one after another.
import { parentPort, workerData } from 'node:worker_threads';
import { faultData } from '../../shared/fault.ts';
import { Fonts } from './fonts.ts';
import { Measure } from './measure.ts';
import { Painter } from './painter.ts';
import type { CaptionJob, FromWorker, ToWorker, WorkerStart } from './protocol.ts';

const port = parentPort;
if (port === null) {
  throw new Error('captionWorker is started by the captions pool.');
}

const { fonts: directories } = workerData as WorkerStart;
const jobs = new Map<number, CaptionJob>();
const painters = new Map<number, Painter>();
let fonts = ready();

/** Fonts are read and canvas has set its first letter before anything is asked. null where that fails: the first batch will say why. */
function ready(): Fonts | null {
  try {
    const read = new Fonts(directories);
    new Measure().heights(read.familiesFor('Inter', ''));
    return read;
  } catch {
    return null;
  }
}

function painterOf(job: number): Painter {
  const kept = painters.get(job);
  if (kept !== undefined) {
    return kept;
  }
  const what = jobs.get(job);
  if (what === undefined) {
    throw new Error('a batch came before its job');
  }
  fonts ??= new Fonts(directories);
  const painter = new Painter(what.track, what.size, fonts);
  painters.set(job, painter);
  return painter;
}

type Batch = Extract<ToWorker, { batch: number }>;

function answerTo(message: Batch): FromWorker {
  const { job, batch } = message;
  try {
    const painter = painterOf(job);
    switch (message.kind) {
      case 'bounds':
        return { kind: 'bounds', batch, bounds: painter.bounds() };
      case 'lacking':
        return { kind: 'lacking', batch, letters: painter.lacking() };
      case 'paint':
        return { kind: 'painted', batch, patches: message.states.map((state) => painter.paint(state)) };
    }
  } catch (error) {
    return { kind: 'failed', batch, fault: faultData(error) };
  }
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'job':
      jobs.set(message.job, message.what);
      break;
    case 'forget':
      jobs.delete(message.job);
      painters.delete(message.job);
      break;
    case 'bounds':
    case 'lacking':
    case 'paint': {
      const answer = answerTo(message);
      const buffers =
        answer.kind === 'painted' ? answer.patches.flatMap((patch) => patch?.data.buffer ?? []) : [];
      port.postMessage(answer, buffers as ArrayBuffer[]);
    }
  }
});
