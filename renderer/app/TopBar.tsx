import clsx from 'clsx';
import { FileUp, Keyboard, Moon, Redo2, Search, Sun, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { rename, setEngine } from '../../shared/project/edits.ts';
import { filmOf } from '../../shared/project/timeline.ts';
import { runAction } from '../actions/registry.ts';
import { isDirty } from '../document/openDocument.ts';
import { redoName, undoName } from '../document/history.ts';
import { Button, IconButton, IdleButton } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { texts } from '../texts.ts';
import { ActionButton } from '../viewer/TransportBar.tsx';
import { EngineGear } from '../engine/EngineWord.tsx';
import { useEditor } from './editor.ts';
import { usePreference, useProject } from './hooks.ts';
import { FilmMenu } from './FilmMenu.tsx';
import { RenderButton } from '../film/RenderButton.tsx';

const t = texts.top;

export function TopBar() {
  const editor = useEditor();
  const history = useStore(editor.document.store, (state) => state.history);
  const theme = usePreference('theme');
  const undo = undoName(history);
  const redo = redoName(history);
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line bg-panel px-2.5">
      <h1 className="sr-only">{texts.app.name}</h1>
      <FilmMenu />
      <ProjectName />
      <SaveState />
      <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      <IconButton
        label={t.undo(undo)}
        chord="Mod+Z"
        disabled={undo === null}
        onClick={() => {
          runAction(editor, 'edit.undo');
        }}
      >
        <Undo2 />
      </IconButton>
      <IconButton
        label={t.redo(redo)}
        chord="Mod+Shift+Z"
        disabled={redo === null}
        onClick={() => {
          runAction(editor, 'edit.redo');
        }}
      >
        <Redo2 />
      </IconButton>
      <span className="max-w-44 truncate text-small text-faint max-[70rem]:hidden">{undo}</span>
      <div className="flex-1" />
      <ActionButton id="program.palette">
        <Search />
      </ActionButton>
      {/* Both are in the menu too. */}
      <span className="flex items-center gap-2 max-[60rem]:hidden">
        <ActionButton id="program.keys">
          <Keyboard />
        </ActionButton>
        <ActionButton id="view.theme">{theme === 'dark' ? <Sun /> : <Moon />}</ActionButton>
        <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      </span>
      <EngineChoice />
      <EngineGear />
      <RenderButton />
      <ExportButton />
    </header>
  );
}

function ExportButton() {
  const editor = useEditor();
  const words = (
    <>
      <FileUp className="size-4" aria-hidden />
      {t.exporting}
    </>
  );
  if (filmOf(useProject()) === null) {
    return <IdleButton why={texts.exports.empty}>{words}</IdleButton>;
  }
  return (
    <Button
      onClick={() => {
        runAction(editor, 'film.exporting');
      }}
    >
      {words}
    </Button>
  );
}

function ProjectName() {
  const editor = useEditor();
  const { name } = useProject();
  const [text, setText] = useState<string | null>(null);
  const settle = () => {
    if (text !== null && text.trim() !== '' && text !== name) {
      editor.document.edit(rename(text));
    }
    setText(null);
  };
  const shown = text ?? name;
  return (
    <input
      aria-label={t.rename}
      value={shown}
      style={{ width: `${String(Math.min(32, Math.max(6, shown.length + 1)))}ch` }}
      title={shown}
      className="h-7 min-w-16 shrink rounded-control text-ellipsis border border-transparent bg-transparent px-1.5 text-body font-medium text-text hover:border-line focus:border-accent focus:bg-backdrop focus:outline-none"
      onChange={(event) => {
        setText(event.target.value);
      }}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.currentTarget.blur();
        } else if (event.key === 'Escape') {
          setText(null);
        }
      }}
    />
  );
}

function SaveState() {
  const editor = useEditor();
  const dirty = useStore(editor.document.store, isDirty);
  const readOnly = useStore(editor.document.store, (state) => state.readOnly);
  const isNew = useStore(
    editor.document.store,
    ({ entry, history, saved }) => entry?.draft === true && history.present === saved,
  );
  const words = readOnly !== null ? t.readOnly : isNew ? t.notSaved : dirty ? t.unsaved : t.saved;
  return (
    <span
      data-testid="save-state"
      title={readOnly ?? undefined}
      className={clsx(
        'flex shrink-0 items-center gap-1.5 text-small whitespace-nowrap',
        readOnly === null ? 'text-faint' : 'text-stale',
      )}
    >
      <span aria-hidden className={clsx('size-1.5 rounded-full', dirty ? 'bg-accent' : 'bg-done')} />
      <span className="max-[60rem]:sr-only">{words}</span>
    </span>
  );
}

function EngineChoice() {
  const editor = useEditor();
  const { engine } = useProject();
  const engines = useStore(editor.planning.store, (state) => state.engines);
  return (
    <Choice
      label={t.engine}
      value={engine}
      placeholder={engine}
      options={engines.map(({ id, label, profile }) => ({
        value: id,
        label,
        ...(profile === null ? { note: t.unreachable } : {}),
      }))}
      onValue={(next) => {
        editor.document.edit(setEngine(next));
      }}
      className="max-w-44"
    />
  );
}
