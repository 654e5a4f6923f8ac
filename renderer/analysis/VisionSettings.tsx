import { Button } from '../parts/Button.tsx';
import { SheetFooter } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { useVisionForm } from './useVisionForm.ts';
import { VisionAsking } from './VisionAsking.tsx';
import { VisionEndpoint } from './VisionEndpoint.tsx';
import { VisionLimits } from './VisionLimits.tsx';

const t = texts.vision;

interface SettingsProps {
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Where the vision model is, what it may use, and what it costs. */
export function VisionSettings({ onClose, onSaved }: SettingsProps) {
  const form = useVisionForm(onSaved);
  const { settings } = form;
  if (settings === null) {
    return <p className="p-6 text-center text-dim">{t.loading}</p>;
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <div className="px-1">
        <VisionEndpoint form={form} settings={settings} />
      </div>
      <div className="grid border-t border-line px-1 sm:grid-cols-2">
        <div>
          <VisionAsking form={form} settings={settings} />
        </div>
        <div>
          <VisionLimits form={form} settings={settings} />
        </div>
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
