import { useStore } from 'zustand';
import type { Prepared, SegmentState } from '../../shared/contract.ts';
import type { BatchState } from '../../shared/generation/events.ts';
import { useEditor } from '../app/editor.ts';
import { remembered } from './remembered.ts';

/** Main's answer by segment, with the batches that make it. */
export const segmentsByKey = remembered(
  (prepared: Prepared) =>
    new Map(
      prepared.segments.map((segment, i) => [
        segment.key,
        { ...segment, batches: prepared.plan.segments[i]?.batches ?? [] },
      ]),
    ),
);

/** The state of a segment now: what is rendering knows more than main's last answer. */
export function useSegmentStates(): (key: string) => {
  readonly state: SegmentState;
  readonly note: string | null;
} {
  const editor = useEditor();
  const prepared = useStore(editor.planning.store, (state) => state.prepared);
  const batches = useStore(editor.footage.store, (state) => state.batches);
  const notes = useStore(editor.footage.store, (state) => state.notes);
  return (key) => {
    const segment = prepared === null ? undefined : segmentsByKey(prepared).get(key);
    const now = (segment?.batches ?? []).map((index): BatchState | undefined => batches.get(index));
    const live = now.includes('running') ? 'running' : now.includes('queued') ? 'queued' : null;
    return { state: live ?? segment?.state ?? 'planned', note: notes.get(key) ?? segment?.note ?? null };
  };
}
