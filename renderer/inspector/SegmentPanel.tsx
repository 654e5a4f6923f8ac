import clsx from 'clsx';
import { Plus, Trash2 } from 'lucide-react';
import { useStore } from 'zustand';
import { setSegments } from '../../shared/project/edits.ts';
import { secondsAt, type Segment } from '../../shared/project/timeline.ts';
import type { Easing, Lora, SegmentSettings } from '../../shared/project/schema.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { render } from '../film/rendering.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { NumberField, Row, TextField } from '../parts/Field.tsx';
import { Fact, Section } from '../parts/Panel.tsx';
import { engineOf } from '../planning/planning.ts';
import { texts } from '../texts.ts';
import { useSegmentStates } from '../timeline/SegmentRow.tsx';
import { common } from './common.ts';

const t = texts.inspector;
const easings = Object.entries(t.easings).map(([value, label]) => ({ value: value as Easing, label }));

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
              value={shared('easing')}
              placeholder={t.mixed}
              options={easings}
              onValue={(easing) => {
                set({ easing });
              }}
            />
          )}
        </Row>
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

/** Shown only where the engine takes LoRAs. */
function Loras({
  loras,
  onLoras,
}: {
  readonly loras: readonly Lora[] | null;
  readonly onLoras: (loras: Lora[] | null) => void;
}) {
  const editor = useEditor();
  const project = useProject();
  const engine = useStore(editor.planning.store, (state) => engineOf(state, project));
  if (engine?.profile?.loras !== true) {
    return null;
  }
  const list = loras ?? project.defaults.loras;
  return (
    <Section
      title={t.loras}
      aside={
        <IconButton
          label={t.addLora}
          className="size-6"
          onClick={() => {
            onLoras([...list, { name: 'lora', weight: 1 }]);
          }}
        >
          <Plus />
        </IconButton>
      }
    >
      {list.map((lora, i) => (
        <div key={i} className="grid grid-cols-[1fr_4rem_auto] items-center gap-1.5">
          <TextField
            label={t.loraName}
            value={lora.name}
            onValue={(name) => {
              if (name !== '') {
                onLoras(list.with(i, { ...lora, name }));
              }
            }}
          />
          <NumberField
            label={t.loraWeight}
            value={lora.weight}
            step={0.05}
            onValue={(weight) => {
              onLoras(list.with(i, { ...lora, weight: weight ?? 1 }));
            }}
          />
          <IconButton
            label={t.removeLora}
            className="size-6"
            onClick={() => {
              const left = list.toSpliced(i, 1);
              onLoras(left.length === 0 ? null : left);
            }}
          >
            <Trash2 />
          </IconButton>
        </div>
      ))}
    </Section>
  );
}

/** The results of a segment: the newest is shown, or the one that was chosen. */
function Takes({ segment }: { readonly segment: Segment }) {
  const editor = useEditor();
  const takes = useStore(
    editor.planning.store,
    (state) => state.prepared?.segments.find(({ key }) => key === segment.key)?.takes ?? null,
  );
  const pinned = segment.settings.take;
  const choose = (take: string | null) => {
    editor.document.edit(setSegments([segment.key], { take }));
  };
  return (
    <Section title={t.takes}>
      {takes === null || takes.length === 0 ? (
        <p className="text-small text-dim">{t.noTakes}</p>
      ) : (
        <ul className="flex flex-col gap-1" role="radiogroup" aria-label={t.takes}>
          <li>
            <TakeButton
              chosen={pinned === null}
              label={t.takeLatest}
              note=""
              onChoose={() => {
                choose(null);
              }}
            />
          </li>
          {takes
            .toSorted((a, b) => b.made - a.made)
            .map((take, i) => (
              <li key={take.key}>
                <TakeButton
                  chosen={pinned === take.key}
                  label={take.label === '' ? `${String(takes.length - i)}` : take.label}
                  note={new Date(take.made).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
                  current={take.current}
                  onChoose={() => {
                    choose(take.key);
                  }}
                />
              </li>
            ))}
        </ul>
      )}
    </Section>
  );
}

function TakeButton(props: {
  readonly chosen: boolean;
  readonly current?: boolean;
  readonly label: string;
  readonly note: string;
  readonly onChoose: () => void;
}) {
  return (
    <button
      type="button"
      role="radio"
      aria-checked={props.chosen}
      onClick={props.onChoose}
      className={clsx(
        'flex h-7 w-full items-center justify-between rounded-control border px-2 text-small',
        props.chosen ? 'border-accent-line bg-accent-soft text-text' : 'border-line text-dim hover:bg-hover',
      )}
    >
      <span className="flex items-center gap-1.5 truncate">
        {props.current === true && <span aria-hidden className="size-1.5 rounded-full bg-done" />}
        {props.label}
      </span>
      <span className="numeric text-faint">{props.note}</span>
    </button>
  );
}
