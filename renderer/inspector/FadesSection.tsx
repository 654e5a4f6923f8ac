import { setBackground, setFades } from '../../shared/project/edits.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Choice } from '../parts/Choice.tsx';
import { ColourField } from '../parts/ColourField.tsx';
import { NumberField, Row } from '../parts/Field.tsx';
import { optionsOf } from '../parts/options.ts';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';

const t = texts.sound;
const between = optionsOf(t.between);

/** How the film begins and ends, and how one caption follows another. */
export function FadesSection() {
  const editor = useEditor();
  const { fades, captions } = useProject();
  const frames = (which: 'in' | 'out') => (id: string) => (
    <NumberField
      id={id}
      least={0}
      value={fades[which]}
      onValue={(count) => {
        editor.document.edit(setFades({ [which]: count ?? 0 }));
      }}
    />
  );
  return (
    <Section title={t.fades}>
      <Row label={t.fadeIn} hint={t.frames}>
        {frames('in')}
      </Row>
      <Row label={t.fadeOut} hint={t.frames}>
        {frames('out')}
      </Row>
      {captions !== null && (
        <Row label={t.slides}>
          {(id) => (
            <>
              <Choice
                id={id}
                label={t.slides}
                value={fades.slides.how}
                options={between}
                onValue={(how) => {
                  editor.document.edit(setFades({ slides: { how } }));
                }}
              />
              {fades.slides.how !== 'none' && (
                <NumberField
                  label={t.frames}
                  least={1}
                  most={600}
                  value={fades.slides.frames}
                  onValue={(count) => {
                    editor.document.edit(setFades({ slides: { frames: count ?? 1 } }));
                  }}
                />
              )}
            </>
          )}
        </Row>
      )}
    </Section>
  );
}

/** What stands behind the captions of a film without keyframes. */
export function BackgroundSection() {
  const editor = useEditor();
  const { background, assets, keyframes, captions } = useProject();
  if (keyframes.length > 0 || captions === null) {
    return null;
  }
  const pictures = Object.entries(assets).filter(([, { kind }]) => kind === 'image');
  const value = background === null ? '' : background.kind === 'colour' ? 'colour' : background.asset;
  return (
    <Section title={t.background}>
      <p className="text-small text-dim">{t.backgroundNote}</p>
      <Row label={t.picture}>
        {(id) => (
          <>
            <Choice
              id={id}
              label={t.background}
              value={value === '' ? 'colour' : value}
              options={[
                { value: 'colour', label: t.colour },
                ...pictures.map(([asset, { name }]) => ({ value: asset, label: name })),
              ]}
              onValue={(next) => {
                editor.document.edit(
                  setBackground(
                    next === 'colour'
                      ? { kind: 'colour', colour: '#000000' }
                      : { kind: 'asset', asset: next, fit: 'crop' },
                  ),
                );
              }}
            />
            {background?.kind !== 'asset' && (
              <ColourField
                label={t.colour}
                value={background?.colour ?? '#000000'}
                onValue={(colour) => {
                  editor.document.edit(setBackground({ kind: 'colour', colour }));
                }}
              />
            )}
          </>
        )}
      </Row>
    </Section>
  );
}
