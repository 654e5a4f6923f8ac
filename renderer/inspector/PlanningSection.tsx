import { useStore } from 'zustand';
import { setPlanning } from '../../shared/project/edits.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Segmented } from '../parts/Choice.tsx';
import { NumberField, Row } from '../parts/Field.tsx';
import { optionsOf } from '../parts/options.ts';
import { Section } from '../parts/Panel.tsx';
import { engineOf } from '../planning/planning.ts';
import { texts } from '../texts.ts';

const t = texts.inspector;

const strategies = optionsOf(t.strategies);

const contexts = ([1, 5, 9, 13, 17] as const).map((value) => ({
  value: String(value),
  label: String(value),
  length: value,
}));

export function PlanningSection() {
  const editor = useEditor();
  const project = useProject();
  const engine = useStore(editor.planning.store, (state) => engineOf(state, project));
  const { planning } = project;
  return (
    <Section title={t.planning}>
      <Segmented
        wide
        label={t.strategy}
        value={planning.strategy}
        options={strategies}
        onValue={(strategy) => {
          editor.document.edit(setPlanning({ strategy }));
        }}
      />
      <Row label={t.largest}>
        {(id) => (
          <NumberField
            id={id}
            optional
            least={1}
            value={planning.largest}
            placeholder={
              engine === null || engine.profile === null ? t.auto : t.largestEngine(engine.profile.largest)
            }
            onValue={(largest) => {
              editor.document.edit(setPlanning({ largest }));
            }}
          />
        )}
      </Row>
      <Row label={t.maxSpan}>
        {(id) => (
          <NumberField
            id={id}
            optional
            least={1}
            value={planning.maxSpan}
            placeholder={t.none}
            onValue={(maxSpan) => {
              editor.document.edit(setPlanning({ maxSpan }));
            }}
          />
        )}
      </Row>
      <Row label={t.context}>
        {() => (
          <Segmented
            wide
            label={t.contextHint}
            value={String(planning.context)}
            options={contexts}
            onValue={(next) => {
              const found = contexts.find(({ value }) => value === next);
              editor.document.edit(setPlanning({ context: found?.length ?? 1 }));
            }}
          />
        )}
      </Row>
    </Section>
  );
}
