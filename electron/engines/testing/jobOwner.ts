// Starts a job that never ends, or adopts what is there, for tests that kill it: `node jobOwner.js DIR start|adopt`.
// Prints "running" when the job runs, or one line "adopted N" and ends.
import path from 'node:path';
import { openRates } from '../../jobs/eta.ts';
import { createJobs } from '../../jobs/jobs.ts';
import { openJournal } from '../../jobs/journal.ts';
import { thisProcess } from '../../jobs/owner.ts';

const [dir = '', what = ''] = process.argv.slice(2);
const owner = await thisProcess();
const jobs = createJobs({
  journal: await openJournal(path.join(dir, 'jobs'), owner),
  owner,
  rates: await openRates(null),
  work: {
    render: (input, { note }) => {
      note(`works on ${JSON.stringify(input)}`);
      process.stdout.write('running\n');
      return what === 'start' ? new Promise(() => setInterval(() => undefined, 1000)) : Promise.resolve(null);
    },
  },
  sideBySide: 1,
  newId: () => `j${String(process.pid)}`,
  now: Date.now,
});
if (what === 'start') {
  await jobs.start({ kind: 'render', title: 'Film', project: 'p', input: { film: 1 } });
} else {
  const adopted = await jobs.recover();
  await Promise.all(adopted.map((job) => jobs.finished(job.id)));
  process.stdout.write(`adopted ${String(adopted.length)}\n`);
}
