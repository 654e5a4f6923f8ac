import clsx from 'clsx';
import { useStore } from 'zustand';
import { setSegments } from '../../shared/project/edits.ts';
import { type Segment } from '../../shared/project/timeline.ts';
import { useEditor } from '../app/editor.ts';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';

const t = texts.inspector;

/** The results of a segment: the newest is shown, or the one that was chosen. */
export function Takes({ segment }: { readonly segment: Segment }) {
  const editor = useEditor();
  const takes = useStore(
    editor.planning.store,
    (state) => state.prepared?.segments.find(({ key }) => key === segment.key)?.takes ?? null,
  );
  const pinned = segment.settings.take;
  const choose = (take: string | null) => {
    editor.document.edit(setSegments([segment.key], { take }));
  };
  return (
    <Section title={t.takes}>
      {takes === null || takes.length === 0 ? (
        <p className="text-small text-dim">{t.noTakes}</p>
      ) : (
        <ul className="flex flex-col gap-1" role="radiogroup" aria-label={t.takes}>
          <li>
            <TakeButton
              chosen={pinned === null}
              label={t.takeLatest}
              note=""
              onChoose={() => {
                choose(null);
              }}
            />
          </li>
          {takes
            .toSorted((a, b) => b.made - a.made)
            .map((take, i) => (
              <li key={take.key}>
                <TakeButton
                  chosen={pinned === take.key}
                  label={take.label === '' ? `${String(takes.length - i)}` : take.label}
                  note={new Date(take.made).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
                  current={take.current}
                  onChoose={() => {
                    choose(take.key);
                  }}
                />
              </li>
            ))}
        </ul>
      )}
    </Section>
  );
}

function TakeButton(props: {
  readonly chosen: boolean;
  readonly current?: boolean;
  readonly label: string;
  readonly note: string;
  readonly onChoose: () => void;
}) {
  return (
    <button
      type="button"
      role="radio"
      aria-checked={props.chosen}
      onClick={props.onChoose}
      className={clsx(
        'flex h-7 w-full items-center justify-between rounded-control border px-2 text-small',
        props.chosen ? 'border-accent-line bg-accent-soft text-text' : 'border-line text-dim hover:bg-hover',
      )}
    >
      <span className="flex items-center gap-1.5 truncate">
        {props.current === true && <span aria-hidden className="size-1.5 rounded-full bg-done" />}
        {props.label}
      </span>
      <span className="numeric text-faint">{props.note}</span>
    </button>
  );
}
