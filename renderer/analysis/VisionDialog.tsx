import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { VisionSettings } from './VisionSettings.tsx';

const t = texts.vision;

/** The settings of the vision model by themselves. */
export function VisionDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'vision');
  const close = () => {
    editor.stage.setState({ dialog: null });
  };
  return (
    <Sheet title={t.settings} note={t.settingsNote} open={open} onClose={close} className="max-w-2xl">
      <VisionSettings onClose={close} onSaved={close} />
    </Sheet>
  );
}
