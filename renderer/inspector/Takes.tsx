import clsx from 'clsx';
import { SquareSplitHorizontal } from 'lucide-react';
import { useStore } from 'zustand';
import { setSegments } from '../../shared/project/edits.ts';
import { type Segment } from '../../shared/project/timeline.ts';
import { compareTake, namedTakes } from '../film/rival.ts';
import { useEditor } from '../app/editor.ts';
import { IconButton } from '../parts/Button.tsx';
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
  const rival = useStore(editor.stage, (stage) => stage.rival?.take ?? null);
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
          <li className="flex">
            <TakeButton
              chosen={pinned === null}
              label={t.takeLatest}
              note=""
              onChoose={() => {
                choose(null);
              }}
            />
          </li>
          {namedTakes(takes).map(({ take, name }) => (
            <li key={take.key} className="flex items-center gap-1">
              <TakeButton
                chosen={pinned === take.key}
                label={t.take(name)}
                note={new Date(take.made).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
                current={take.current}
                onChoose={() => {
                  choose(take.key);
                }}
              />
              {takes.length > 1 && (
                <IconButton
                  label={t.compareTake(name)}
                  disabled={take.current}
                  pressed={rival === take.key}
                  onClick={() => {
                    if (rival === take.key) {
                      editor.stage.setState({ mode: 'output', rival: null });
                    } else {
                      void compareTake(editor, segment, takes, take.key);
                    }
                  }}
                >
                  <SquareSplitHorizontal />
                </IconButton>
              )}
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
        'flex h-7 min-w-0 flex-1 items-center justify-between rounded-control border px-2 text-small',
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
