// A thread of the inference child that makes in-betweens: one pair at a time, one frame after another.
import { parentPort, workerData } from 'node:worker_threads';
import { createInterpolator, type Pair } from '../interpolation/index.ts';
import type { FromThread, ThreadStart, ToThread } from './threadProtocol.ts';

const port = parentPort;
if (port === null) {
  throw new Error('frameThread is started by the inference child.');
}
const interpolator = await createInterpolator((workerData as ThreadStart).kernels);
let pair: Pair | null = null;

function make({ t, out }: Extract<ToThread, { kind: 'frame' }>): FromThread {
  try {
    if (pair === null) {
      throw new Error('A frame was asked for before its pair.');
    }
    interpolator.inbetween(pair, t, out);
    return { kind: 'made', out };
  } catch (error) {
    return { kind: 'failed', why: String(error) };
  }
}

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'pair':
      pair?.close();
      pair = message.pair === null ? null : interpolator.adopt(message.pair);
      break;
    case 'frame': {
      const answer = make(message);
      port.postMessage(answer, answer.kind === 'made' ? [answer.out.buffer] : []);
    }
  }
});
port.postMessage({ kind: 'ready' } satisfies FromThread);
