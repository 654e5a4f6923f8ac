import { setDefaults } from '../../shared/project/edits.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { NumberField, Row, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';

const t = texts.inspector;

export function DefaultsSection() {
  const editor = useEditor();
  const { defaults } = useProject();
  return (
    <Section title={t.defaults}>
      <Row label={t.prompt} stacked>
        {(id) => (
          <TextField
            id={id}
            rows={2}
            value={defaults.prompt}
            placeholder={t.promptPlaceholder}
            onValue={(prompt) => {
              editor.document.edit(setDefaults({ prompt }), 'default prompt');
            }}
            onLeave={editor.document.seal}
          />
        )}
      </Row>
      <Row label={t.negative} stacked>
        {(id) => (
          <TextField
            id={id}
            rows={1}
            value={defaults.negative}
            placeholder={t.negativePlaceholder}
            onValue={(negative) => {
              editor.document.edit(setDefaults({ negative }), 'default negative');
            }}
            onLeave={editor.document.seal}
          />
        )}
      </Row>
      <Row label={t.seed}>
        {(id) => (
          <NumberField
            id={id}
            least={0}
            value={defaults.seed}
            onValue={(seed) => {
              editor.document.edit(setDefaults({ seed: seed ?? 0 }));
            }}
          />
        )}
      </Row>
      <Row label={t.strength}>
        {(id) => (
          <NumberField
            id={id}
            least={0}
            most={2}
            step={0.05}
            value={defaults.strength}
            onValue={(strength) => {
              editor.document.edit(setDefaults({ strength: strength ?? 1 }));
            }}
          />
        )}
      </Row>
      <Row label={t.steps}>
        {(id) => (
          <NumberField
            id={id}
            optional
            least={1}
            value={defaults.steps}
            placeholder={t.auto}
            onValue={(steps) => {
              editor.document.edit(setDefaults({ steps }));
            }}
          />
        )}
      </Row>
      <Row label={t.cfg}>
        {(id) => (
          <NumberField
            id={id}
            optional
            least={0}
            step={0.5}
            value={defaults.cfg}
            placeholder={t.auto}
            onValue={(cfg) => {
              editor.document.edit(setDefaults({ cfg }));
            }}
          />
        )}
      </Row>
    </Section>
  );
}
