import { useState } from 'react';
import { comfyWorkflowSchema, type ComfyChoices, type ComfySettings } from '../../shared/engines/comfyui.ts';
import { Segmented } from '../parts/Choice.tsx';
import { NumberField, Row, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { FileChoice } from './FileChoice.tsx';

const t = texts.comfy;

export interface SettingsProps {
  readonly settings: ComfySettings;
  readonly onChange: (part: Partial<ComfySettings>) => void;
  readonly choices: ComfyChoices | null;
}

type Workflow = ComfySettings['workflow'];

const fresh: Readonly<Record<Workflow['kind'], Workflow>> = {
  wan21: { kind: 'wan21', model: null },
  wan22: { kind: 'wan22', high: null, low: null, switchAt: 0.5 },
  own: { kind: 'own', graph: {} },
};

/** Which workflow, with which files of the server. */
export function ModelSection({ settings, onChange, choices }: SettingsProps) {
  const { workflow } = settings;
  // What was chosen for one kind is there again when the person comes back to it.
  const [others, setOthers] = useState(fresh);
  const take = (next: Workflow) => {
    onChange({ workflow: next });
  };
  const models = choices?.models ?? [];
  return (
    <Section title={t.model}>
      <Segmented
        label={t.workflow}
        wide
        value={workflow.kind}
        options={(['wan21', 'wan22', 'own'] as const).map((kind) => ({
          value: kind,
          label: t.workflows[kind],
        }))}
        onValue={(kind) => {
          setOthers({ ...others, [workflow.kind]: workflow });
          take(others[kind]);
        }}
      />
      {workflow.kind === 'wan21' && (
        <FileChoice
          label={t.modelFile}
          value={workflow.model}
          names={models}
          none={t.best}
          onValue={(model) => {
            take({ ...workflow, model });
          }}
        />
      )}
      {workflow.kind === 'wan22' && (
        <>
          <FileChoice
            label={t.high}
            value={workflow.high}
            names={models}
            none={t.best}
            onValue={(high) => {
              take({ ...workflow, high });
            }}
          />
          <FileChoice
            label={t.low}
            value={workflow.low}
            names={models}
            none={t.best}
            onValue={(low) => {
              take({ ...workflow, low });
            }}
          />
          <Row label={t.switchAt} hint={t.ofSteps}>
            {(id) => (
              <NumberField
                id={id}
                value={workflow.switchAt}
                least={0.05}
                most={0.95}
                step={0.05}
                onValue={(switchAt) => {
                  take({ ...workflow, switchAt: switchAt ?? 0.5 });
                }}
              />
            )}
          </Row>
        </>
      )}
      {workflow.kind === 'own' && <OwnGraph graph={workflow.graph} onWorkflow={take} />}
      {workflow.kind !== 'own' && (
        <>
          <FileChoice
            label={t.textEncoder}
            value={settings.textEncoder}
            names={choices?.textEncoders ?? []}
            none={t.best}
            onValue={(textEncoder) => {
              onChange({ textEncoder });
            }}
          />
          <FileChoice
            label={t.vae}
            value={settings.vae}
            names={choices?.vaes ?? []}
            none={t.best}
            onValue={(vae) => {
              onChange({ vae });
            }}
          />
        </>
      )}
      {choices === null && <p className="text-small text-dim">{t.testFirst}</p>}
    </Section>
  );
}

/** The graph a text is in API format; null where it is none. */
function workflowIn(text: string): Workflow | null {
  try {
    const graph: unknown = JSON.parse(text);
    return comfyWorkflowSchema.safeParse({ kind: 'own', graph }).data ?? null;
  } catch {
    return null;
  }
}

function OwnGraph({
  graph,
  onWorkflow,
}: {
  readonly graph: object;
  readonly onWorkflow: (workflow: Workflow) => void;
}) {
  const nodes = Object.keys(graph).length;
  const [text, setText] = useState(nodes === 0 ? '' : JSON.stringify(graph, null, 2));
  const isWrong = text.trim() !== '' && workflowIn(text) === null;
  return (
    <>
      <Row label={t.graph} stacked {...(nodes === 0 ? {} : { hint: t.nodes(nodes) })}>
        {(id) => (
          <TextField
            id={id}
            rows={5}
            value={text}
            placeholder={t.graphPlaceholder}
            onValue={(next) => {
              setText(next);
              const workflow = next.trim() === '' ? fresh.own : workflowIn(next);
              if (workflow !== null) {
                onWorkflow(workflow);
              }
            }}
          />
        )}
      </Row>
      {isWrong && (
        <p role="alert" className="text-small text-failed">
          {t.graphWrong}
        </p>
      )}
      <p className="text-small text-dim">{t.marks}</p>
    </>
  );
}
