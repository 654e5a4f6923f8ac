import { Diamond, ListEnd, LocateFixed, Magnet, Maximize2, Minus, Plus } from 'lucide-react';
import { Slider } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { filmLength, secondsAt } from '../../shared/project/timeline.ts';
import { zoomBy } from '../actions/program.ts';
import { useEditor } from '../app/editor.ts';
import { usePlan, usePreference, useShownProject } from '../app/hooks.ts';
import { isSettled } from '../planning/planning.ts';
import { texts } from '../texts.ts';
import { ActionButton } from '../viewer/TransportBar.tsx';
import { scaleLimits } from './geometry.ts';

const t = texts.timeline;

export function TimelineBar() {
  const snap = usePreference('snap');
  const ripple = usePreference('ripple');
  const follow = usePreference('follow');
  return (
    <div
      className="flex h-9 shrink-0 items-center gap-1 border-b border-line px-2"
      role="toolbar"
      aria-label={t.label}
    >
      <ActionButton id="edit.addKeyframe" label={t.addAtPlayhead}>
        <Diamond />
      </ActionButton>
      <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      <ActionButton id="timeline.snap" label={t.snap} pressed={snap}>
        <Magnet />
      </ActionButton>
      <ActionButton id="timeline.ripple" label={t.ripple} pressed={ripple}>
        <ListEnd />
      </ActionButton>
      <ActionButton id="timeline.follow" label={t.follow} pressed={follow}>
        <LocateFixed />
      </ActionButton>
      <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      <PlanWords />
      <div className="flex-1" />
      <ActionButton id="timeline.zoomOut">
        <Minus />
      </ActionButton>
      <ZoomSlider />
      <ActionButton id="timeline.zoomIn">
        <Plus />
      </ActionButton>
      <ActionButton id="timeline.zoomFit">
        <Maximize2 />
      </ActionButton>
    </div>
  );
}

/** The plan in one line: it changes while a keyframe is dragged. */
function PlanWords() {
  const editor = useEditor();
  const project = useShownProject();
  const plan = usePlan();
  const fault = useStore(editor.planning.store, (state) => state.fault);
  const prepared = useStore(editor.planning.store, (state) =>
    isSettled(state, project) ? state.prepared : null,
  );
  if (project.keyframes.length === 0) {
    return null;
  }
  if (plan === null) {
    return fault === null ? null : <span className="truncate text-small text-failed">{fault.message}</span>;
  }
  const frames = filmLength(project);
  const run = prepared?.batches.filter((state) => state === 'run').length ?? null;
  const saves = plan.savings.batched < plan.savings.separate;
  return (
    <p
      className="numeric flex min-w-0 items-center gap-2 overflow-hidden text-small whitespace-nowrap text-dim"
      data-testid="plan-summary"
    >
      <span>
        {t.states(project.keyframes.length, frames, `${secondsAt(frames, project.fps).toFixed(1)} s`)}
      </span>
      <span aria-hidden className="text-faint">
        →
      </span>
      <span className={saves ? 'font-medium text-accent' : 'text-text'}>
        {t.generations(plan.savings.batched, plan.savings.separate)}
      </span>
      {plan.estimate.seconds > 0 && run !== 0 && <span>{t.about(plan.estimate.seconds)}</span>}
      {run !== null && (
        <span className="text-faint">
          {run === 0 ? texts.top.renderNothing : t.willRunOf(run, plan.batches.length)}
        </span>
      )}
    </p>
  );
}

function ZoomSlider() {
  const editor = useEditor();
  const scale = useSyncExternalStore(
    editor.sight.subscribe,
    () => Math.round(Math.log2(editor.sight.now().scale) * 10) / 10,
  );
  return (
    <Slider.Root
      className="relative flex h-5 w-24 touch-none items-center"
      min={Math.log2(scaleLimits.least)}
      max={Math.log2(scaleLimits.most)}
      step={0.1}
      value={[scale]}
      onValueChange={([next]) => {
        if (next !== undefined) {
          zoomBy(editor, 2 ** (next - Math.log2(editor.sight.now().scale)));
        }
      }}
    >
      <Slider.Track className="relative h-0.5 grow rounded-full bg-edge">
        <Slider.Range className="absolute h-full rounded-full bg-dim" />
      </Slider.Track>
      <Slider.Thumb aria-label={t.zoom} className="block size-3 rounded-full bg-text" />
    </Slider.Root>
  );
}
