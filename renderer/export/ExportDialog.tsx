import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { ExportForm } from './ExportForm.tsx';
import { ExportQueue } from './ExportQueue.tsx';

/** One press of Enter exports; everything else is there for who wants it. It stays open and shows how the exports go. */
export function ExportDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'export');
  const close = () => {
    editor.stage.setState({ dialog: null });
  };
  return (
    <Sheet title={texts.exports.title} open={open} onClose={close} className="max-w-xl">
      <ExportForm onClose={close} />
      <ExportQueue />
    </Sheet>
  );
}
