import { useStore } from 'zustand';
import { setSegments } from '../../shared/project/edits.ts';
import { secondsAt, type Segment } from '../../shared/project/timeline.ts';
import type { SegmentSettings } from '../../shared/project/schema.ts';
import { SegmentOffers } from '../analysis/Offers.tsx';
import { WarningLines } from '../analysis/Warnings.tsx';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { render } from '../film/rendering.ts';
import { useSegmentStates } from '../film/segmentStates.ts';
import { Button } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { NumberField, Row, TextField } from '../parts/Field.tsx';
import { optionsOf } from '../parts/options.ts';
import { Fact, Section } from '../parts/Panel.tsx';
import { engineOf } from '../planning/planning.ts';
import { texts } from '../texts.ts';
import { common } from './common.ts';
import { EasingCurve } from './EasingCurve.tsx';
import { Takes } from './Takes.tsx';
import { Loras } from './Loras.tsx';

const t = texts.inspector;
const easings = optionsOf(t.easings);

/** One segment, or what several have in common; an edit goes to all of them. */
export function SegmentPanel({ segments }: { readonly segments: readonly Segment[] }) {
  const editor = useEditor();
  const project = useProject();
  const { defaults, fps } = project;
  const engine = useStore(editor.planning.store, (state) => engineOf(state, project));
  const stateOf = useSegmentStates();
  const keys = segments.map(({ key }) => key);
  const [first] = segments;
  const shared = <K extends keyof SegmentSettings>(name: K) =>
    common(segments, ({ settings }) => settings[name]);
  const isSame = (name: keyof SegmentSettings) =>
    segments.every(({ settings }) => settings[name] === first?.settings[name]);
  const set = (patch: Partial<SegmentSettings>) => {
    editor.document.edit(setSegments(keys, patch), `${Object.keys(patch).join()}:${keys.join()}`);
  };
  const easing = shared('easing');
  const only = segments.length === 1 ? first : undefined;
  const info = only === undefined ? null : stateOf(only.key);
  return (
    <>
      <Section>
        <Row label={t.prompt} stacked>
          {(id) => (
            <TextField
              id={id}
              field="prompt"
              rows={4}
              value={shared('prompt') ?? ''}
              placeholder={
                !isSame('prompt')
                  ? t.mixed
                  : defaults.prompt === ''
                    ? t.promptPlaceholder
                    : t.promptDefault(defaults.prompt)
              }
              onValue={(prompt) => {
                set({ prompt: prompt === '' ? null : prompt });
              }}
              onLeave={editor.document.seal}
            />
          )}
        </Row>
        <SegmentOffers
          keys={keys}
          asks={engine?.profile?.prompts === true && (shared('prompt') ?? '') === ''}
        />
        {engine?.profile?.prompts === false && <p className="text-small text-faint">{t.noPrompts}</p>}
        <Row label={t.negative} stacked>
          {(id) => (
            <TextField
              id={id}
              rows={1}
              value={shared('negative') ?? ''}
              placeholder={
                !isSame('negative')
                  ? t.mixed
                  : defaults.negative === ''
                    ? t.negativePlaceholder
                    : t.promptDefault(defaults.negative)
              }
              onValue={(negative) => {
                set({ negative: negative === '' ? null : negative });
              }}
              onLeave={editor.document.seal}
            />
          )}
        </Row>
        <WarningLines about={({ segment }) => segment !== null && keys.includes(segment)} />
      </Section>
      <Section>
        <Row label={t.seed}>
          {(id) => (
            <NumberField
              id={id}
              optional
              least={0}
              value={shared('seed')}
              placeholder={isSame('seed') ? String(defaults.seed) : t.mixed}
              onValue={(seed) => {
                set({ seed });
              }}
            />
          )}
        </Row>
        <Row label={t.strength}>
          {(id) => (
            <NumberField
              id={id}
              optional
              least={0}
              most={2}
              step={0.05}
              value={shared('strength')}
              placeholder={isSame('strength') ? String(defaults.strength) : t.mixed}
              onValue={(strength) => {
                set({ strength });
              }}
            />
          )}
        </Row>
        <Row label={t.easing}>
          {(id) => (
            <Choice
              id={id}
              label={t.easing}
              value={easing}
              placeholder={t.mixed}
              options={easings}
              onValue={(next) => {
                set({ easing: next });
              }}
            />
          )}
        </Row>
        {easing !== null && <EasingCurve easing={easing} />}
      </Section>
      <Loras
        loras={shared('loras')}
        onLoras={(loras) => {
          set({ loras });
        }}
      />
      {only !== undefined && info !== null && (
        <Section>
          <dl className="flex flex-col gap-1">
            <Fact label={t.state}>
              {texts.states[info.state]}
              {info.note !== null && <span className="block text-dim">{info.note}</span>}
            </Fact>
            <Fact label={t.length}>
              {t.frames(only.last - only.first)} · {secondsAt(only.last - only.first, fps).toFixed(2)} s
            </Fact>
          </dl>
        </Section>
      )}
      {only !== undefined && <Takes segment={only} />}
      <div className="flex gap-2 px-3 py-3">
        <Button
          className="flex-1"
          onClick={() => {
            void render(editor, keys, 'kept');
          }}
        >
          {texts.top.render}
        </Button>
        <Button
          className="flex-1"
          onClick={() => {
            void render(editor, keys, 'new');
          }}
        >
          {t.another}
        </Button>
      </div>
    </>
  );
}
