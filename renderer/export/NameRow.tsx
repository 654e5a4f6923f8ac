import { useStore } from 'zustand';
import type { ExportPreset, Place } from '../../shared/export/contract.ts';
import { useEditor } from '../app/editor.ts';
import { Button } from '../parts/Button.tsx';
import { Check, Row, TextField } from '../parts/Field.tsx';
import { texts } from '../texts.ts';

const t = texts.exports;

interface NameRowProps {
  readonly name: string;
  readonly preset: ExportPreset;
  /** What main says of the name; null until it has. */
  readonly place: Place | null;
  readonly replace: boolean;
  readonly onName: (name: string) => void;
  readonly onReplace: (replace: boolean) => void;
  readonly onChoosePlace: () => Promise<void>;
}

/** The film's name and folder, with what is wrong with them in one sentence. */
export function NameRow(props: NameRowProps) {
  const { name, preset, place, replace } = props;
  const dialogs = useStore(useEditor().shell, (shell) => shell.dialogs);
  return (
    <>
      <Row label={t.nameShort} {...(preset.isFolder ? {} : { hint: `.${preset.extension}` })}>
        {(id) => <TextField id={id} value={name} onValue={props.onName} />}
      </Row>
      <div className="flex min-h-6 flex-col gap-1 pl-[7rem] text-small" aria-live="polite">
        {place !== null && (
          <div className="flex items-center gap-2 text-dim">
            <span className="min-w-0 truncate">{t.folder(place.folder)}</span>
            {dialogs && (
              <Button className="h-6" onClick={() => void props.onChoosePlace()}>
                {t.chooseFolder}
              </Button>
            )}
          </div>
        )}
        {place !== null && place.fault !== null && (
          <p role="alert" className="text-failed">
            {place.fault}
          </p>
        )}
        {place?.fault === null && place.instead !== null && (
          <>
            {!replace && <p className="text-dim">{t.instead(place.instead)}</p>}
            <Check label={t.replace} checked={replace} onChecked={props.onReplace} />
          </>
        )}
        {place !== null && place.note !== null && <p className="text-dim">{place.note}</p>}
      </div>
    </>
  );
}
