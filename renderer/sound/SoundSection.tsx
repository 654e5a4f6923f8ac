import { setSound, setSoundOffset } from '../../shared/project/edits.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { addFiles, pickFiles } from '../bin/takeIn.ts';
import { Button } from '../parts/Button.tsx';
import { NumberField, Row } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';

const t = texts.sound;

/** The sound under the film. */
export function SoundSection() {
  const editor = useEditor();
  const { sound, assets } = useProject();
  const choose = () => {
    void pickFiles(false, 'audio/*').then((files) => addFiles(editor, files, null));
  };
  const asset = sound === null ? null : assets[sound.asset];
  return (
    <Section title={t.title}>
      {sound === null ? (
        <p className="text-small text-dim">{t.none}</p>
      ) : (
        <>
          <Row
            label={t.file}
            hint={typeof asset?.seconds !== 'number' ? undefined : `${asset.seconds.toFixed(1)} s`}
          >
            {(id) => (
              <span id={id} className="truncate text-body" title={asset?.name}>
                {asset?.name}
              </span>
            )}
          </Row>
          <Row label={t.offset} hint="s">
            {(id) => (
              <NumberField
                id={id}
                step={0.05}
                value={sound.offset}
                onValue={(seconds) => {
                  editor.document.edit(setSoundOffset(seconds ?? 0));
                }}
              />
            )}
          </Row>
        </>
      )}
      <div className="flex gap-2">
        <Button onClick={choose}>{sound === null ? t.choose : t.replace}</Button>
        {sound !== null && (
          <Button
            look="quiet"
            onClick={() => {
              editor.document.edit(setSound(null));
            }}
          >
            {t.remove}
          </Button>
        )}
      </div>
    </Section>
  );
}
