import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import mark from '../../resources/icons/mark.svg';
import { actionOf, runAction } from '../actions/registry.ts';
import { Keys } from '../parts/Keys.tsx';
import { texts } from '../texts.ts';
import { useEditor } from './editor.ts';
import { usePreference } from './hooks.ts';

const t = texts.top;

const menu: readonly (string | null)[] = [
  'film.projects',
  'film.addPictures',
  null,
  'film.save',
  'film.saveAs',
  'film.exporting',
  null,
  'film.describe',
  'film.comfyui',
  'film.ownModels',
  'film.vision',
  null,
  'view.theme',
  'program.palette',
  'program.keys',
  'program.jobs',
];

export function FilmMenu() {
  const editor = useEditor();
  const own = usePreference('keys');
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={t.project}
        className="flex h-8 shrink-0 items-center gap-1 rounded-control pr-1 pl-1.5 hover:bg-hover data-[state=open]:bg-hover"
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
