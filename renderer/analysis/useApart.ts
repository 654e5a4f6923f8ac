import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Analysis } from '../../shared/analysis/schema.ts';
import type { FaultData } from '../../shared/fault.ts';
import type { Job } from '../../shared/jobs/job.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { faultOf } from '../connection/client.ts';

export type Apart =
  | { readonly state: 'asking' }
  /** `job` is null until the list of jobs has it. */
  | { readonly state: 'measuring'; readonly id: string; readonly job: Job | null }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly fault: FaultData }
  | { readonly state: 'found'; readonly analysis: Analysis };

/** Frame statistics of a video, measured as a job or known from before; `again` starts anew. */
export function useApart(asset: string, name: string): { readonly apart: Apart; readonly again: () => void } {
  const { client, jobs } = useEditor();
  const { id: project } = useProject();
  const [turn, setTurn] = useState(0);
  const [started, setStarted] = useState<string | null>(null);
  const [answer, setAnswer] = useState<Apart | null>(null);
  useEffect(() => {
    let isGone = false;
    client.analysis.start({ project, asset, name }).then(
      ({ job }) => {
        if (!isGone) {
          setStarted(job);
        }
      },
      (error: unknown) => {
        if (!isGone) {
          setAnswer({ state: 'failed', fault: faultOf(error) });
        }
      },
    );
    return () => {
      isGone = true;
    };
  }, [client, project, asset, name, turn]);

  const job = useStore(jobs, (state) => state.jobs.find(({ id }) => id === started) ?? null);
  const isDone = job?.state === 'done';
  useEffect(() => {
    if (started === null || !isDone) {
      return;
    }
    let isGone = false;
    client.analysis.result({ job: started }).then(
      (analysis) => {
        if (!isGone) {
          setAnswer({ state: 'found', analysis });
        }
      },
      (error: unknown) => {
        if (!isGone) {
          setAnswer({ state: 'failed', fault: faultOf(error) });
        }
      },
    );
    return () => {
      isGone = true;
    };
  }, [client, started, isDone]);

  const again = () => {
    setAnswer(null);
    setStarted(null);
    setTurn(turn + 1);
  };
  return { apart: answer ?? stateOf(started, job), again };
}

function stateOf(started: string | null, job: Job | null): Apart {
  if (started === null) {
    return { state: 'asking' };
  }
  if (job?.state === 'failed' && job.fault !== null) {
    return { state: 'failed', fault: job.fault };
  }
  return job?.state === 'cancelled' ? { state: 'stopped' } : { state: 'measuring', id: started, job };
}
