import clsx from 'clsx';
import { useStore } from 'zustand';
import type { CSSProperties } from 'react';
import type { Batch } from '../../shared/planner/schema.ts';
import { useEditor, type Editor } from '../app/editor.ts';
import { usePlan, useProject, useSelection } from '../app/hooks.ts';
import { batchEnds } from '../film/lookups.ts';
import { isSettled } from '../planning/planning.ts';
import { texts } from '../texts.ts';
import { planned } from './follows.ts';
import { firstAtLeast, frameAt, xOf } from './geometry.ts';
import { optionOf } from './ListRow.tsx';
import { useCanvas, type Surface } from './useCanvas.ts';
import { useWindow } from './useWindow.ts';

/** Batches more than this in the window are painted instead of mounted. */
const mountLimit = 24;

const idOf = ({ index }: Batch) => String(index);

function paintBrackets({ context, width, height, colors }: Surface, editor: Editor): void {
  const { plan } = editor.planning.store.getState();
  const sight = editor.sight.now();
  const start = plan === null ? 0 : firstAtLeast(batchEnds(plan), frameAt(sight, 0));
  for (const batch of plan?.batches.slice(start) ?? []) {
    const [from, to] = [xOf(sight, batch.from), xOf(sight, batch.to)];
    if (from > width) {
      break;
    }
    context.fillStyle = batch.index % 2 === 0 ? colors['accent-line'] : colors.edge;
    context.fillRect(from, 8, Math.max(1, to - from - 1), height - 16);
  }
}

/** Everything about a batch in one hover, the reason for its end too. */
function words(batch: Batch): string {
  const t = texts.timeline;
  return [
    texts.inspector.batch(batch.index + 1),
    t.batchLabel(batch.generated, batch.trimmed, batch.context - 1),
    t.about(batch.seconds),
    batch.cut === null
      ? null
      : `${texts.inspector.cut} ${texts.cuts[batch.cut.reason].toLowerCase()}${batch.cut.detail === '' ? '' : ` (${batch.cut.detail})`}`,
  ]
    .filter((part) => part !== null)
    .join('\n');
}

/**
 * The plan as it would run: a bracket from a batch's first to its last film frame; hatched before it the context it
 * takes over, dotted after it what is generated and thrown away. Drawn with every step of a drag, and so no ListRow: it is
 * one component.
 */
export function BatchRow() {
  const editor = useEditor();
  const plan = usePlan();
  const project = useProject();
  const selection = useSelection();
  const prepared = useStore(editor.planning.store, (state) =>
    isSettled(state, project) ? state.prepared : null,
  );
  const running = useStore(editor.footage.store, (state) => state.batches);
  const { from, to } = useWindow();
  const canvas = useCanvas(paintBrackets, planned);
  const ends = plan === null ? [] : batchEnds(plan);
  const inWindow = plan?.batches.slice(firstAtLeast(ends, from), firstAtLeast(ends, to) + 1) ?? [];
  const isDense = inWindow.length > mountLimit;
  const mounted = isDense ? [] : inWindow;
  const selected = selection.kind === 'batch' ? String(selection.index) : null;
  return (
    <div
      data-row="batches"
      role="listbox"
      tabIndex={0}
      aria-label={texts.timeline.rows.batches}
      aria-orientation="horizontal"
      aria-activedescendant={
        mounted.some((batch) => idOf(batch) === selected) ? `batch-${String(selected)}` : undefined
      }
      className="tl-row relative size-full"
    >
      <canvas
        ref={canvas}
        aria-hidden
        className={clsx('absolute inset-0 size-full', !isDense && 'invisible')}
      />
      <div className="tl-track" role="presentation">
        {mounted.map((batch) => {
          const live = running.get(batch.index);
          const state =
            live === 'running' || live === 'queued' || live === 'failed'
              ? live
              : (prepared?.batches[batch.index] ?? 'planned');
          const style = {
            '--f': batch.from,
            '--n': batch.to - batch.from,
            '--c': batch.context - 1,
            '--t': batch.trimmed,
          } as CSSProperties;
          return (
            <div
              key={batch.index}
              {...optionOf('batch', idOf(batch), selected === idOf(batch))}
              data-state={state}
              data-odd={batch.index % 2 === 1 || undefined}
              aria-label={texts.timeline.batch(
                batch.index + 1,
                batch.from,
                batch.to,
                batch.generated,
                batch.trimmed,
              )}
              data-hint={words(batch)}
              aria-description={words(batch)}
              className="tl-batch"
              style={style}
            >
              <span className="numeric tl-batch-label">
                {texts.timeline.batchLabel(batch.generated, batch.trimmed, batch.context - 1)}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
