import { useStore } from 'zustand';
import {
  rename,
  setDefaults,
  setEnd,
  setEngine,
  setFps,
  setPlanning,
  setSize,
} from '../../shared/project/edits.ts';
import { filmLength, secondsAt } from '../../shared/project/timeline.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Choice, Segmented } from '../parts/Choice.tsx';
import { NumberField, Row, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { engineOf } from '../planning/planning.ts';
import { texts } from '../texts.ts';

const t = texts.inspector;
const strategies = Object.entries(t.strategies).map(([value, label]) => ({
  value: value as 'fastest' | 'fill' | 'separate',
  label,
}));
const contexts = ([1, 5, 9, 13, 17] as const).map((value) => ({
  value: String(value),
  label: String(value),
  length: value,
}));
const rates = [
  { value: '12/1', label: '12' },
  { value: '15/1', label: '15' },
  { value: '16/1', label: '16' },
  { value: '24000/1001', label: '23.976' },
  { value: '24/1', label: '24' },
  { value: '25/1', label: '25' },
  { value: '30000/1001', label: '29.97' },
  { value: '30/1', label: '30' },
  { value: '50/1', label: '50' },
  { value: '60/1', label: '60' },
];

/** The film as a whole: size, speed, engine, how it is batched, and what segments say when they say nothing. */
export function ProjectPanel() {
  return (
    <>
      <FilmSection />
      <PlanningSection />
      <DefaultsSection />
    </>
  );
}

function FilmSection() {
  const editor = useEditor();
  const project = useProject();
  const engines = useStore(editor.planning.store, (state) => state.engines);
  const { size, fps, end } = project;
  const rate = `${String(fps.num)}/${String(fps.den)}`;
  const known = rates.some(({ value }) => value === rate);
  const last = project.keyframes.at(-1)?.frame ?? 0;
  const frames = filmLength(project);
  return (
    <Section>
      <Row label={t.name}>
        {(id) => (
          <TextField
            id={id}
            value={project.name}
            onValue={(name) => {
              editor.document.edit(rename(name), 'name');
            }}
            onLeave={editor.document.seal}
          />
        )}
      </Row>
      <Row label={t.size}>
        {(id) => (
          <>
            <NumberField
              id={id}
              label={t.width}
              value={size.width}
              least={16}
              most={8192}
              onValue={(width) => {
                editor.document.edit(setSize({ ...size, width: width ?? size.width }));
              }}
            />
            <span aria-hidden className="text-faint">
              ×
            </span>
            <NumberField
              label={t.height}
              value={size.height}
              least={16}
              most={8192}
              onValue={(height) => {
                editor.document.edit(setSize({ ...size, height: height ?? size.height }));
              }}
            />
          </>
        )}
      </Row>
      <Row label={t.fps}>
        {(id) => (
          <Choice
            id={id}
            label={t.fps}
            value={rate}
            options={
              known
                ? rates
                : [{ value: rate, label: String(Math.round((fps.num / fps.den) * 1000) / 1000) }, ...rates]
            }
            onValue={(next) => {
              const [num, den] = next.split('/').map(Number);
              editor.document.edit(setFps({ num: num ?? 16, den: den ?? 1 }));
            }}
          />
        )}
      </Row>
      <Row label={t.end} {...(frames > 0 ? { hint: `${secondsAt(frames, fps).toFixed(1)} s` } : {})}>
        {(id) => (
          <NumberField
            id={id}
            optional
            least={0}
            value={end}
            placeholder={project.keyframes.length === 0 ? t.endNone : String(last)}
            onValue={(frame) => {
              editor.document.edit(setEnd(frame));
            }}
          />
        )}
      </Row>
      <Row label={t.engine}>
        {(id) => (
          <Choice
            id={id}
            label={t.engine}
            value={project.engine}
            placeholder={project.engine}
            options={engines.map((engine) => ({ value: engine.id, label: engine.label }))}
            onValue={(engine) => {
              editor.document.edit(setEngine(engine));
            }}
          />
        )}
      </Row>
    </Section>
  );
}

function PlanningSection() {
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

function DefaultsSection() {
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
