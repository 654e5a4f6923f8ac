import { useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Button } from '../parts/Button.tsx';
import { Row, TextField } from '../parts/Field.tsx';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { saveAs } from './files.ts';

const t = texts.files;

export function SaveAsDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'saveAs');
  const isFirst = useStore(editor.document.store, ({ entry }) => entry?.draft === true);
  const project = useProject();
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? project.name;
  const close = () => {
    setTyped(null);
    editor.stage.setState({ dialog: null });
  };
  const go = () => {
    if (name.trim() !== '') {
      close();
      void saveAs(editor, name.trim());
    }
  };
  return (
    <Sheet
      title={isFirst ? t.saveFirst : t.saveAs}
      note={isFirst ? t.saveFirstNote : t.saveAsNote}
      open={open}
      onClose={close}
      className="max-w-md"
    >
      <div className="flex flex-col gap-3 p-4">
        <Row label={t.saveAsName} stacked>
          {(id) => <TextField id={id} value={name} onValue={setTyped} onEnter={go} autoFocus />}
        </Row>
        <div className="flex justify-end gap-2">
          <Button onClick={close}>{texts.dialog.cancel}</Button>
          <Button look="primary" disabled={name.trim() === ''} onClick={go}>
            {texts.dialog.ok}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
