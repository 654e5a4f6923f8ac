import { TriangleAlert } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { VisionPreview } from '../../shared/analysis/vision/contract.ts';
import type { Project } from '../../shared/project/schema.ts';
import { useEditor } from '../app/editor.ts';
import { useProject, useSelection } from '../app/hooks.ts';
import { useAnswer } from '../connection/useAnswer.ts';
import { segmentsIn } from '../film/segments.ts';
import { Button } from '../parts/Button.tsx';
import { Segmented } from '../parts/Choice.tsx';
import { Check, Row } from '../parts/Field.tsx';
import { Fact, Section, SheetFooter } from '../parts/Panel.tsx';
import type { Selection } from '../selection/selection.ts';
import { texts } from '../texts.ts';
import { bytes } from '../words.ts';
import { runOf } from './analysis.ts';
import { CostPanel } from './CostPanel.tsx';

const t = texts.vision;

/** Milliseconds until the next change of the choice. */
const pause = 120;

/** The keyframes that are selected, by themselves or as the ends of segments. */
function selectedIn(project: Project, selection: Selection): readonly string[] {
  if (selection.kind === 'keyframes') {
    return [...selection.ids];
  }
  if (selection.kind !== 'segments') {
    return [];
  }
  const ends = segmentsIn(project)
    .filter(({ key }) => selection.ids.has(key))
    .flatMap(({ from, to }) => [from.id, ...(to === null ? [] : [to.id])]);
  return [...new Set(ends)];
}

/** What is asked for; `selected` where a selection is there. */
export interface Wish {
  readonly which: 'all' | 'selected';
  /** Segments too. */
  readonly between: boolean;
  /** Frames too that were given up before. */
  readonly again: boolean;
}

export const allOrSelected: Wish = { which: 'selected', between: true, again: false };

interface FormProps {
  readonly wish: Wish;
  readonly onWish: (wish: Wish) => void;
  readonly onSet: () => void;
  readonly onClose: () => void;
}

/** What is to be described, and all that would leave the machine for it, before anything does. */
export function DescribeForm({ wish, onWish, onSet, onClose }: FormProps) {
  const editor = useEditor();
  const { client } = editor;
  const project = useProject();
  const selection = useSelection();
  const costs = useStore(editor.analysis, (state) => state.costs);
  const selected = useMemo(() => selectedIn(project, selection), [project, selection]);
  const [isStarting, setStarting] = useState(false);
  const { between, again } = wish;
  const which = selected.length > 0 ? wish.which : 'all';

  const ask = useCallback(
    async (about: { project: Project; only: string[] | null; between: boolean }, signal: AbortSignal) => {
      const { settings } = await client.vision.settings(undefined, { signal });
      return settings.url === '' || settings.model === '' ? null : client.vision.preview(about, { signal });
    },
    [client],
  );
  const chosen = useMemo(
    () => ({ project, only: which === 'all' ? null : [...selected], between }),
    [project, which, selected, between],
  );
  const answer = useAnswer(ask, chosen, pause);
  const isCurrent = answer?.about === chosen;

  if (answer !== null && answer.value === null && answer.fault === null) {
    return (
      <div className="flex flex-col items-center gap-2 px-8 py-10 text-center">
        <p className="font-medium">{t.unset}</p>
        <p className="max-w-md text-small text-dim">{t.unsetNote}</p>
        <Button look="primary" className="mt-2" onClick={onSet}>
          {t.setUp}
        </Button>
      </div>
    );
  }
  const preview = answer?.value ?? null;
  const fault = answer?.fault ?? null;
  const start = async () => {
    setStarting(true);
    try {
      const { job } = await client.vision.start({ ...chosen, again });
      editor.analysis.setState({ run: runOf(job), costs: null });
    } catch (error) {
      editor.complain(error);
      setStarting(false);
    }
  };
  return (
    <>
      <div className="px-1">
        <Section>
          {selected.length > 0 && (
            <Row label={t.which}>
              {() => (
                <Segmented
                  label={t.which}
                  value={which}
                  options={[
                    { value: 'all', label: t.whichAll(project.keyframes.length) },
                    { value: 'selected', label: t.whichSelected(selected.length) },
                  ]}
                  onValue={(value) => {
                    onWish({ ...wish, which: value });
                  }}
                />
              )}
            </Row>
          )}
          <Check
            label={t.between}
            checked={between}
            onChecked={(checked) => {
              onWish({ ...wish, between: checked });
            }}
          />
          <Check
            label={t.againFailed}
            checked={again}
            onChecked={(checked) => {
              onWish({ ...wish, again: checked });
            }}
          />
        </Section>
        <Section
          title={t.leaves}
          aside={
            <Button look="quiet" className="-mr-2.5 h-6" onClick={onSet}>
              {t.change}
            </Button>
          }
        >
          {fault !== null ? (
            <p role="alert" className="flex gap-2 text-small">
              <TriangleAlert className="size-4 shrink-0 text-failed" aria-hidden />
              <span>
                <span className="text-failed">{fault.message}</span>{' '}
                <span className="text-dim">{fault.remedy}</span>
              </span>
            </p>
          ) : preview === null ? (
            <p className="text-small text-dim">{t.counting}</p>
          ) : (
            <Sent preview={preview} />
          )}
        </Section>
      </div>
      {costs !== null && <CostPanel costs={costs} title={t.costsLast} />}
      <SheetFooter>
        <Button onClick={onClose}>{texts.dialog.cancel}</Button>
        <Button
          look="primary"
          disabled={preview === null || !isCurrent || isStarting}
          onClick={() => void start()}
        >
          {t.start(preview?.calls ?? 0)}
        </Button>
      </SheetFooter>
    </>
  );
}

function Sent({ preview }: { readonly preview: VisionPreview }) {
  const { address, local, model, frames, cached, pictures, calls, withoutBatching, tokens, money } = preview;
  return (
    <dl className="flex flex-col gap-1" data-testid="vision-preview">
      <Fact label={t.to}>
        <span data-selectable>{address}</span>{' '}
        <span className={local ? 'text-done' : 'text-stale'}>{local ? t.local : t.remote}</span>
      </Fact>
      <Fact label={t.model}>{model}</Fact>
      <Fact label={t.frames}>{t.framesOf(frames, cached)}</Fact>
      {calls === 0 ? (
        <Fact label={t.calls}>{t.nothing}</Fact>
      ) : (
        <>
          <Fact label={t.pictures}>
            {t.number(pictures)} <span className="text-faint">{t.pictureNote}</span>
          </Fact>
          <Fact label={t.calls}>{t.callsOf(calls, withoutBatching)}</Fact>
          <Fact label={t.tokens}>{t.tokensOf(tokens.input, tokens.output, true)}</Fact>
          <Fact label={t.bytes}>{t.about(bytes(preview.bytes))}</Fact>
          <Fact label={t.money}>
            {money === null ? (
              <span className="text-faint">{t.noPrice}</span>
            ) : (
              t.about(t.moneyOf(money.amount, money.currency))
            )}
          </Fact>
        </>
      )}
      {preview.unreadable.length > 0 && (
        <div
          className="text-small text-stale"
          title={preview.unreadable.map(({ reason }) => reason).join('\n')}
        >
          {t.unreadable(preview.unreadable.length)}
        </div>
      )}
    </dl>
  );
}
