import { useStore } from 'zustand';
import type { CSSProperties } from 'react';
import type { Batch } from '../../shared/planner/schema.ts';
import { useEditor, type Editor } from '../app/editor.ts';
import { usePlan, useProject, useSelection } from '../app/hooks.ts';
import { batchEnds } from '../film/lookups.ts';
import { isSettled } from '../planning/planning.ts';
import { texts } from '../texts.ts';
import { firstAtLeast, frameAt, xOf } from './geometry.ts';
import { ListRow, optionOf } from './ListRow.tsx';
import type { Follows, Surface } from './useCanvas.ts';
import { useWindow } from './useWindow.ts';

const followed: Follows = ({ sight, planning }) => [sight, planning.store];

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
 * takes over, dotted after it what is generated and thrown away.
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
  const ends = plan === null ? [] : batchEnds(plan);
  const inWindow = plan?.batches.slice(firstAtLeast(ends, from), firstAtLeast(ends, to) + 1) ?? [];
  const selected = selection.kind === 'batch' ? String(selection.index) : null;
  return (
    <ListRow
      row="batches"
      kind="batch"
      items={inWindow}
      idOf={idOf}
      limit={24}
      lead={selected}
      isMany={false}
      paint={paintBrackets}
      follows={followed}
    >
      {(mounted) =>
        mounted.map((batch) => {
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
        })
      }
    </ListRow>
  );
}
