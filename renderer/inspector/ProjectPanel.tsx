import { useStore } from 'zustand';
import { rename, setEnd, setEngine, setFps, setSize } from '../../shared/project/edits.ts';
import { filmLength, filmOf, secondsAt } from '../../shared/project/timeline.ts';
import { WordsSection } from '../analysis/Offers.tsx';
import { WarningsSection } from '../analysis/Warnings.tsx';
import { useEditor } from '../app/editor.ts';
import { EngineGear } from '../engine/EngineWord.tsx';
import { useProject } from '../app/hooks.ts';
import { Choice } from '../parts/Choice.tsx';
import { NumberField, Row, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { PlanningSection } from './PlanningSection.tsx';
import { CaptionSection } from '../captions/CaptionSection.tsx';
import { SoundSection } from '../sound/SoundSection.tsx';
import { BackgroundSection, FadesSection } from './FadesSection.tsx';
import { DefaultsSection } from './DefaultsSection.tsx';

const t = texts.inspector;
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
      <WordsSection />
      <WarningsSection />
      <SoundSection />
      <BackgroundSection />
      <FadesSection />
      <CaptionSection />
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
  const film = filmOf(project);
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
            placeholder={film === null ? t.endNone : String(film.last)}
            onValue={(frame) => {
              editor.document.edit(setEnd(frame));
            }}
          />
        )}
      </Row>
      <Row label={t.engine}>
        {(id) => (
          <>
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
            {project.engine === 'comfyui' && <EngineGear />}
          </>
        )}
      </Row>
    </Section>
  );
}
