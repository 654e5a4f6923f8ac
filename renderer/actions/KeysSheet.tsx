import clsx from 'clsx';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { usePreference } from '../app/hooks.ts';
import { Button } from '../parts/Button.tsx';
import { Keys } from '../parts/Keys.tsx';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { chordOf } from './chord.ts';
import { conflictsOf, keysFor } from './keymap.ts';
import { actionOf, actions } from './registry.ts';
import type { Action } from './action.ts';

const t = texts.keys;

/** All keys by group; a click on one changes it. */
export function KeysSheet() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'keys');
  const own = usePreference('keys');
  const conflicts = conflictsOf(actions, own);
  const [listening, setListening] = useState<string | null>(null);
  const set = (id: string, keys: readonly string[]) => {
    editor.preferences.setState({ keys: { ...own, [id]: keys } });
    setListening(null);
  };
  return (
    <Sheet
      title={t.title}
      note={t.hint}
      open={open}
      className="max-w-4xl"
      onClose={() => {
        if (listening === null) {
          editor.stage.setState({ dialog: null });
        }
      }}
    >
      <div className="gap-x-8 p-4 sm:columns-2">
        {Object.entries(texts.groups).map(([group, heading]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-small font-medium text-faint">{heading}</h3>
            {actions
              .filter((action) => action.group === group)
              .map((action) => (
                <KeyRow
                  key={action.id}
                  action={action}
                  keys={keysFor(action, own)}
                  listening={listening === action.id}
                  others={conflicts
                    .filter(({ ids }) => ids.includes(action.id))
                    .flatMap(({ ids }) => ids.filter((id) => id !== action.id))}
                  onListen={setListening}
                  onKeys={set}
                />
              ))}
          </section>
        ))}
      </div>
      <footer className="flex justify-end border-t border-line px-4 py-2.5">
        <Button
          disabled={Object.keys(own).length === 0}
          onClick={() => {
            editor.preferences.setState({ keys: {} });
          }}
        >
          {t.reset}
        </Button>
      </footer>
    </Sheet>
  );
}

interface KeyRowProps {
  readonly action: Action;
  readonly keys: readonly string[];
  readonly listening: boolean;
  readonly others: readonly string[];
  readonly onListen: (id: string | null) => void;
  readonly onKeys: (id: string, keys: readonly string[]) => void;
}

function KeyRow({ action, keys, listening, others, onListen, onKeys }: KeyRowProps) {
  return (
    <div className="flex items-center justify-between gap-3 border-b border-line py-1">
      <span className="text-body">
        {action.label}
        {others.length > 0 && (
          <span className="ml-2 text-small text-failed">
            {t.conflict(others.map((id) => actionOf(id).label).join(', '))}
          </span>
        )}
      </span>
      <button
        type="button"
        aria-label={`${action.label}: ${keys.join(', ')}`}
        className={clsx(
          'flex min-h-6 min-w-12 items-center justify-end gap-2 rounded-control px-1 hover:bg-hover',
          listening && 'bg-accent-soft text-accent',
        )}
        onClick={() => {
          onListen(action.id);
        }}
        onBlur={() => {
          if (listening) {
            onListen(null);
          }
        }}
        onKeyDown={(event) => {
          if (!listening) {
            return;
          }
          event.preventDefault();
          event.stopPropagation();
          const chord = chordOf(event);
          if (chord === 'Escape') {
            onListen(null);
          } else if (chord === 'Backspace') {
            onKeys(action.id, []);
          } else if (chord !== null) {
            onKeys(action.id, [chord]);
          }
        }}
      >
        {listening ? (
          <span className="text-small">{t.press}</span>
        ) : keys.length === 0 ? (
          <span className="text-small text-faint">{t.none}</span>
        ) : (
          keys.map((chord) => <Keys key={chord} chord={chord} />)
        )}
      </button>
    </div>
  );
}
