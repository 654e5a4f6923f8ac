import type { ReactNode } from 'react';
import { useSettledPlan, useProject, useSelection } from '../app/hooks.ts';
import { segmentsIn } from '../film/segments.ts';
import { texts } from '../texts.ts';
import { SlidePanel } from '../captions/SlidePanel.tsx';
import { BatchPanel } from './BatchPanel.tsx';
import { KeyframePanel } from './KeyframePanel.tsx';
import { ProjectPanel } from './ProjectPanel.tsx';
import { SegmentPanel } from './SegmentPanel.tsx';

const t = texts.inspector;

/** What is selected, and what can be said about it; the film itself when nothing is. */
export function Inspector() {
  const project = useProject();
  const selection = useSelection();
  const plan = useSettledPlan();
  let title: string = t.project;
  let body: ReactNode = <ProjectPanel />;
  if (selection.kind === 'keyframes') {
    const keyframes = project.keyframes.filter(({ id }) => selection.ids.has(id));
    if (keyframes.length > 0) {
      title = keyframes.length === 1 ? t.keyframe : t.keyframes(keyframes.length);
      body = <KeyframePanel keyframes={keyframes} />;
    }
  } else if (selection.kind === 'segments') {
    const segments = segmentsIn(project).filter(({ key }) => selection.ids.has(key));
    if (segments.length > 0) {
      title =
        segments.length === 1
          ? `${t.segment} ${String((segments[0]?.index ?? 0) + 1)}`
          : t.segments(segments.length);
      body = <SegmentPanel segments={segments} />;
    }
  } else if (selection.kind === 'slides') {
    const slides = (project.captions?.slides ?? []).filter(({ id }) => selection.ids.has(id));
    if (slides.length > 0) {
      title = slides.length === 1 ? texts.captions.slide : texts.captions.slides(slides.length);
      body = <SlidePanel slides={slides} />;
    }
  } else if (selection.kind === 'batch') {
    const batch = plan?.batches[selection.index];
    if (batch !== undefined) {
      title = t.batch(batch.index + 1);
      body = <BatchPanel batch={batch} />;
    }
  }
  return (
    <aside aria-label={t.title} className="flex h-full min-h-0 flex-col bg-panel" data-testid="inspector">
      <header className="flex h-10 shrink-0 items-center border-b border-line px-3">
        <h2 className="text-body font-medium">{title}</h2>
      </header>
      {/* What is selected now is read from its top, wherever the last one was scrolled to. */}
      <div key={selection.kind} className="min-h-0 flex-1 overflow-y-auto">
        {body}
      </div>
    </aside>
  );
}
