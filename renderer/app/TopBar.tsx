import clsx from 'clsx';
import {
  ChevronDown,
  Clapperboard,
  FileUp,
  Keyboard,
  Moon,
  Redo2,
  Search,
  Sun,
  Undo2,
  X,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useStore } from 'zustand';
import mark from '../../resources/icons/mark.svg';
import { rename, setEngine } from '../../shared/project/edits.ts';
import { actionOf, runAction } from '../actions/registry.ts';
import { isDirty } from '../document/openDocument.ts';
import { redoName, undoName } from '../document/history.ts';
import { foremost } from '../jobs/jobs.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { Keys } from '../parts/Keys.tsx';
import { isSettled } from '../planning/planning.ts';
import { texts } from '../texts.ts';
import { ActionButton } from '../viewer/TransportBar.tsx';
import { useEditor } from './editor.ts';
import { usePreference, useProject } from './hooks.ts';

const t = texts.top;

export function TopBar() {
  const editor = useEditor();
  const history = useStore(editor.document.store, (state) => state.history);
  const theme = usePreference('theme');
  const undo = undoName(history);
  const redo = redoName(history);
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line bg-panel px-2.5">
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
      <ActionButton id="program.keys">
        <Keyboard />
      </ActionButton>
      <ActionButton id="view.theme">{theme === 'dark' ? <Sun /> : <Moon />}</ActionButton>
      <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      <EngineChoice />
      <RenderButton />
      <Button
        disabled={history.present.keyframes.length === 0}
        onClick={() => {
          runAction(editor, 'film.exporting');
        }}
      >
        <FileUp className="size-4" aria-hidden />
        {t.exporting}
      </Button>
    </header>
  );
}

const menu: readonly (string | null)[] = [
  'film.projects',
  'film.addPictures',
  null,
  'film.save',
  'film.saveAs',
  'film.exporting',
  null,
  'program.palette',
  'program.keys',
  'program.jobs',
];

function FilmMenu() {
  const editor = useEditor();
  const own = usePreference('keys');
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={t.project}
        className="flex h-8 items-center gap-1 rounded-control pr-1 pl-1.5 hover:bg-hover data-[state=open]:bg-hover"
      >
        <img src={mark} alt="" className="size-5.5" />
        <ChevronDown className="size-3.5 text-faint" aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={6}
          className="z-50 min-w-60 rounded-panel border border-edge bg-raised p-1 shadow-pop"
        >
          {menu.map((id, i) => {
            if (id === null) {
              return <DropdownMenu.Separator key={i} className="my-1 h-px bg-line" />;
            }
            const action = actionOf(id);
            const chord = (own[id] ?? action.keys)[0];
            return (
              <DropdownMenu.Item
                key={id}
                disabled={!action.enabled(editor)}
                onSelect={() => {
                  // The menu gives the focus back first; a dialog opened earlier would lose it.
                  setTimeout(() => {
                    runAction(editor, id);
                  });
                }}
                className="flex cursor-default items-center justify-between gap-6 rounded-control px-2 py-1 text-body outline-none data-disabled:text-faint data-highlighted:bg-hover"
              >
                {action.label}
                {chord !== undefined && <Keys chord={chord} />}
              </DropdownMenu.Item>
            );
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
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
      className="h-7 rounded-control border border-transparent bg-transparent px-1.5 text-body font-medium text-text hover:border-line focus:border-accent focus:bg-backdrop focus:outline-none"
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
        'flex items-center gap-1.5 text-small',
        readOnly === null ? 'text-faint' : 'text-stale',
      )}
    >
      <span aria-hidden className={clsx('size-1.5 rounded-full', dirty ? 'bg-accent' : 'bg-done')} />
      {words}
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

function RenderButton() {
  const editor = useEditor();
  const project = useProject();
  const running = useStore(editor.jobs, ({ jobs }) => foremost(jobs.filter(({ kind }) => kind === 'render')));
  const prepared = useStore(editor.planning.store, (state) =>
    isSettled(state, project) ? state.prepared : null,
  );
  const run = prepared?.batches.filter((state) => state === 'run').length ?? null;
  const all = prepared?.batches.length ?? 0;
  if (running !== null) {
    return (
      <Button
        look="danger"
        className="min-w-28"
        onClick={() => {
          void editor.client.jobs.cancel({ id: running.id }).catch(editor.complain);
        }}
      >
        <X className="size-4" aria-hidden />
        {t.cancel}
      </Button>
    );
  }
  const isMade = run === 0 && all > 0;
  return (
    <Button
      look={isMade ? 'plain' : 'primary'}
      className="min-w-28"
      disabled={project.keyframes.length === 0 || isMade || (prepared !== null && all === 0)}
      title={run === null ? undefined : t.renderHint(run, all)}
      onClick={() => {
        runAction(editor, 'film.render');
      }}
    >
      <Clapperboard className="size-4" aria-hidden />
      {isMade ? t.renderNothing : t.render}
      {run !== null && run > 0 && <span className="numeric font-normal">{t.renderPlan(run, all)}</span>}
    </Button>
  );
}
