import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { Button } from '../parts/Button.tsx';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { noRecovery } from './recovery.ts';

const t = texts.projects;

/** Offers the edits back that were kept aside when the program ended unexpectedly. */
export function RecoveryDialog() {
  const editor = useEditor();
  const recovery = useStore(editor.recovery);
  const leave = () => {
    editor.recovery.setState(noRecovery, true);
  };
  if (recovery.opened === null) {
    return null;
  }
  const { opened, project, time } = recovery;
  return (
    <Sheet title={t.recoveryTitle} note={t.recovery(time)} open firm onClose={leave} className="max-w-md">
      <div className="flex justify-end gap-2 p-4">
        <Button
          onClick={() => {
            leave();
            void editor.client.projects.forget({ id: project.id }).catch(() => undefined);
          }}
        >
          {t.discard}
        </Button>
        <Button
          look="primary"
          onClick={() => {
            leave();
            editor.document.open(opened, project);
            editor.sight.fit();
          }}
        >
          {t.recover}
        </Button>
      </div>
    </Sheet>
  );
}
