/** Texts of the jobs bar and its history; a part of renderer/texts.ts. */
import { bytes, count, duration } from '../words.ts';

export const jobTexts = {
  label: 'Jobs',
  idle: 'Nothing is running',
  kinds: {
    render: 'Render',
    export: 'Export',
    upscale: 'Upscale',
    analyse: 'Take apart',
    describe: 'Describe',
  },
  states: { queued: 'Waiting', running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' },
  counts: (done: number, total: number, unit: string) =>
    unit === 'bytes'
      ? `${bytes(done)} of ${bytes(total)}`
      : `${unit} ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`,
  part: (index: number, of: number) => `batch ${String(index)} of ${String(of)}`,
  phase: (name: string, done: number, total: number) =>
    name === 'queued'
      ? `${count(total, 'job', 'jobs')} before it`
      : total > 1
        ? `${name} ${String(done)} of ${String(total)}`
        : name,
  left: (seconds: number) => `about ${duration(seconds)}`,
  cancel: 'Cancel',
  retry: 'Try again',
  dismiss: 'Dismiss',
  reveal: 'Show file',
  download: 'Download',
  all: (n: number) => count(n, 'job', 'jobs'),
  history: 'Jobs and messages',
  log: 'What happened',
  none: 'Renders and exports appear here, with what they do and how long it takes.',
  started: (title: string) => `Started: ${title}`,
  ended: (title: string, state: string) => `${title}: ${state}`,
};
