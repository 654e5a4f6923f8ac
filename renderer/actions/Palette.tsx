import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { usePreference } from '../app/hooks.ts';
import { Keys } from '../parts/Keys.tsx';
import { texts } from '../texts.ts';
import { actions } from './registry.ts';

/** 1 when every word typed begins or lies in the name; higher where the name begins with it. */
function matches(name: string, typed: string): number {
  const [low, wanted] = [name.toLowerCase(), typed.toLowerCase().trim()];
  const all = wanted.split(/\s+/).every((word) => low.includes(word));
  return !all ? 0 : low.startsWith(wanted) ? 1 : 0.6;
}

/** Every action by its name. */
export function Palette() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'palette');
  const own = usePreference('keys');
  const close = () => {
    editor.stage.setState({ dialog: null });
  };
  const groups = Object.entries(texts.groups);
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) {
          close();
        }
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[14vh] left-1/2 z-40 w-[92vw] max-w-xl -translate-x-1/2 overflow-hidden rounded-panel border border-edge bg-panel shadow-pop outline-none"
        >
          <Dialog.Title className="sr-only">{texts.actions.palette}</Dialog.Title>
          <Command label={texts.actions.palette} loop filter={matches}>
            <Command.Input
              autoFocus
              placeholder={texts.palette.placeholder}
              className="h-12 w-full border-b border-line bg-transparent px-4 text-title outline-none placeholder:text-faint"
            />
            <Command.List className="max-h-[52vh] overflow-y-auto p-1.5">
              <Command.Empty className="p-6 text-center text-dim">{texts.palette.empty}</Command.Empty>
              {groups.map(([group, heading]) => (
                <Command.Group
                  key={group}
                  heading={heading}
                  className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-small [&_[cmdk-group-heading]]:text-faint"
                >
                  {actions
                    .filter(
                      (action) =>
                        action.group === group && action.id !== 'program.palette' && action.enabled(editor),
                    )
                    .map((action) => (
                      <Command.Item
                        key={action.id}
                        value={`${action.label} ${action.id}`}
                        onSelect={() => {
                          close();
                          // After the dialog has given the focus back.
                          setTimeout(() => {
                            action.run(editor);
                          });
                        }}
                        className="flex cursor-default items-center justify-between rounded-control px-2.5 py-1.5 text-body data-[selected=true]:bg-hover"
                      >
                        {action.label}
                        {(own[action.id] ?? action.keys)[0] !== undefined && (
                          <Keys chord={(own[action.id] ?? action.keys)[0] ?? ''} />
                        )}
                      </Command.Item>
                    ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
