import clsx from 'clsx';
import { Film, FolderOpen, X } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import mark from '../../resources/icons/mark.svg';
import type { Size } from '../../shared/project/schema.ts';
import { useEditor } from '../app/editor.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { TextField } from '../parts/Field.tsx';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { browse, create, openProject, openSample, unlist } from './files.ts';

const t = texts.projects;

/** Start a film from a template, or open one. */
export function ProjectsDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'projects');
  const { templates, projects, dialogs } = useStore(editor.shell);
  const [name, setName] = useState<string>(t.untitled);
  const recent = projects.toSorted((a, b) => b.saved - a.saved);
  return (
    <Sheet
      title={t.title}
      note={t.about}
      open={open}
      onClose={() => {
        editor.stage.setState({ dialog: null });
      }}
      className="max-w-3xl"
    >
      <div className="grid gap-5 p-4 sm:grid-cols-2">
        <section className="flex flex-col gap-2">
          <h3 className="text-small font-medium text-faint">{t.start}</h3>
          <TextField label={texts.inspector.name} value={name} onValue={setName} />
          <div className="flex flex-col gap-1.5">
            {templates.map((template) => (
              <button
                key={template.id}
                type="button"
                className="flex items-center gap-3 rounded-control border border-line bg-raised px-2.5 py-2 text-left hover:border-accent-line hover:bg-hover"
                onClick={() =>
                  void create(editor, name.trim() === '' ? t.untitled : name.trim(), template.id)
                }
              >
                <Shape size={template.size} />
                <span className="flex flex-col">
                  <span className="text-body font-medium">{template.label}</span>
                  <span className="numeric text-small text-dim">
                    {template.size.width} × {template.size.height} ·{' '}
                    {Math.round((template.fps.num / template.fps.den) * 100) / 100} fps
                  </span>
                </span>
              </button>
            ))}
          </div>
        </section>
        <section className="flex min-w-0 flex-col gap-2">
          <h3 className="text-small font-medium text-faint">{t.recent}</h3>
          <ul className="-m-1.5 flex max-h-72 flex-col gap-1 overflow-y-auto p-1.5">
            {recent.length === 0 && <li className="py-2 text-small text-dim">{t.noRecent}</li>}
            {recent.map((entry) => (
              <li key={entry.id} className="flex items-center">
                <button
                  type="button"
                  disabled={entry.missing}
                  className="flex min-w-0 flex-1 items-center gap-2.5 rounded-control px-2 py-1.5 text-left hover:bg-hover disabled:opacity-50"
                  onClick={() => void openProject(editor, entry.id)}
                >
                  <Film className="size-4 shrink-0 text-faint" aria-hidden />
                  <span className="flex min-w-0 flex-1 flex-col">
                    <span className="truncate text-body">{entry.name}</span>
                    <span className="truncate text-small text-dim">
                      {entry.missing ? t.missing : entry.draft ? t.draft : entry.folder}
                    </span>
                  </span>
                  <time className="numeric shrink-0 text-small text-faint">
                    {new Date(entry.saved).toLocaleDateString([], { day: 'numeric', month: 'short' })}
                  </time>
                </button>
                {/* A draft lies where only this list finds it. */}
                {entry.draft ? (
                  <span className="w-6 shrink-0" />
                ) : (
                  <IconButton
                    label={t.unlist(entry.name)}
                    className="size-6 text-faint"
                    onClick={(event) => {
                      neighbour(event.currentTarget)?.focus();
                      void unlist(editor, entry.id);
                    }}
                  >
                    <X />
                  </IconButton>
                )}
              </li>
            ))}
          </ul>
          <div className="mt-auto flex flex-wrap gap-2 pt-2">
            <Button onClick={() => void openSample(editor)}>
              <img src={mark} alt="" className="size-4" />
              {t.sample}
            </Button>
            {dialogs && (
              <Button onClick={() => void browse(editor)}>
                <FolderOpen className="size-4" aria-hidden />
                {t.browse}
              </Button>
            )}
          </div>
        </section>
      </div>
    </Sheet>
  );
}

/** Where the focus goes when the entry of `button` goes: the same button of the next, or what else is left. */
function neighbour(button: Element): HTMLElement | null {
  const entry = button.closest('li');
  const next = entry?.nextElementSibling ?? entry?.previousElementSibling ?? null;
  return next?.querySelector<HTMLElement>('button:enabled:last-of-type') ?? null;
}

/** The film's shape, drawn. */
function Shape({ size }: { readonly size: Size }) {
  const wide = size.width >= size.height;
  return (
    <span aria-hidden className="flex size-9 shrink-0 items-center justify-center">
      <span
        className={clsx(
          'rounded-[2px] border-[1.5px] border-accent bg-accent-soft',
          wide ? 'w-full' : 'h-full',
        )}
        style={{ aspectRatio: `${String(size.width)} / ${String(size.height)}` }}
      />
    </span>
  );
}
