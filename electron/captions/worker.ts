// A worker of the captions pool: paints batches of states, one after another.
import { parentPort, workerData } from 'node:worker_threads';
import { faultData } from '../../shared/fault.ts';
import { Fonts } from './fonts.ts';
import { Painter } from './painter.ts';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts';

const port = parentPort;
if (port === null) {
  throw new Error('captionWorker is started by the captions pool.');
}

const { fonts: directories } = workerData as WorkerStart;
const painters = new Map<number, Painter>();
let fonts: Fonts | null = null;

const painted = (message: Extract<ToWorker, { kind: 'paint' }>): FromWorker => {
  try {
    const painter = painters.get(message.job);
    if (painter === undefined) {
      throw new Error('a batch came before its job');
    }
    return {
      kind: 'painted',
      batch: message.batch,
      patches: message.states.map((state) => painter.paint(state)),
    };
  } catch (error) {
    return { kind: 'failed', batch: message.batch, fault: faultData(error) };
  }
};

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'job':
      fonts ??= new Fonts(directories);
      painters.set(message.job, new Painter(message.what.track, message.what.size, fonts));
      break;
    case 'forget':
      painters.delete(message.job);
      break;
    case 'paint': {
      const answer = painted(message);
      const buffers =
        answer.kind === 'painted' ? answer.patches.flatMap((patch) => patch?.data.buffer ?? []) : [];
      port.postMessage(answer, buffers as ArrayBuffer[]);
    }
  }
});
