import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { putOnTimeline, takenId, type Put } from './takeApart.ts';

interface Putting {
  /** Frames taken while it runs; null while it does not. */
  readonly taken: number | null;
  /** Of the frames that are wanted, those that were taken before. */
  readonly known: number;
  readonly start: () => void;
  /** At once; frames that were taken are kept for the next start. */
  readonly stop: () => void;
}

/** Puts keyframes of a video on the timeline; a dialog that is closed takes no more frames. */
export function usePut(put: Omit<Put, 'signal' | 'onTaken'>, onPut: () => void): Putting {
  const editor = useEditor();
  const { id: project } = useProject();
  const [taken, setTaken] = useState<number | null>(null);
  const pictures = useStore(editor.analysis, (state) => state.taken);
  const running = useRef(new AbortController());
  useEffect(
    () => () => {
      running.current.abort();
    },
    [],
  );
  const run = async () => {
    const ending = new AbortController();
    const { signal } = ending;
    running.current = ending;
    setTaken(0);
    try {
      const onTaken = (done: number) => {
        if (!signal.aborted) {
          setTaken(done);
        }
      };
      if (await putOnTimeline(editor, { ...put, signal, onTaken })) {
        onPut();
      }
    } catch (error) {
      if (!signal.aborted) {
        ending.abort();
        setTaken(null);
        editor.complain(error);
      }
    }
  };
  return {
    taken,
    known: put.proposals.filter(({ seconds }) => pictures.has(takenId(project, put.asset, seconds))).length,
    start: () => void run(),
    stop: () => {
      running.current.abort();
      setTaken(null);
    },
  };
}
