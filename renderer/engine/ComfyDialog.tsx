import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { Button } from '../parts/Button.tsx';
import { Sheet, SheetFooter } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { ModelSection } from './ModelSection.tsx';
import { SamplingSection } from './SamplingSection.tsx';
import { ServerSection } from './ServerSection.tsx';
import { useComfyForm } from './useComfyForm.ts';

const t = texts.comfy;

/** Everything about the creator's ComfyUI: where it is, whether it answers, what it works with. */
export function ComfyDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'comfyui');
  const close = () => {
    editor.stage.setState({ dialog: null });
  };
  return (
    <Sheet title={t.title} note={t.note} open={open} onClose={close} className="max-w-3xl">
      <Form onClose={close} />
    </Sheet>
  );
}

function Form({ onClose }: { readonly onClose: () => void }) {
  const form = useComfyForm(onClose);
  if (form.settings === null) {
    return <p className="p-6 text-center text-dim">{t.loading}</p>;
  }
  const { settings, change, choices } = form;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <ServerSection form={form} />
      <div className="grid sm:grid-cols-2 [&>section]:border-b-0">
        <ModelSection settings={settings} onChange={change} choices={choices} />
        <SamplingSection settings={settings} onChange={change} choices={choices} />
      </div>
      <SheetFooter>
        <Button onClick={onClose}>{texts.dialog.cancel}</Button>
        <Button type="submit" look="primary" disabled={form.isSaving}>
          {texts.dialog.ok}
        </Button>
      </SheetFooter>
    </form>
  );
}
