import clsx from 'clsx';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import type { ViewerMode } from '../app/preferences.ts';
import { addFiles, pickFiles } from '../bin/takeIn.ts';
import { openSample } from '../document/files.ts';
import { Button } from '../parts/Button.tsx';
import { Segmented } from '../parts/Choice.tsx';
import { texts } from '../texts.ts';
import { TransportBar } from './TransportBar.tsx';
import { fitLook, Screen, type Look } from './Screen.tsx';
import { filmOf } from '../../shared/project/timeline.ts';

const t = texts.viewer;
const modes = (['output', 'guide', 'mask', 'overlay', 'compare'] as const).map((value: ViewerMode) => ({
  value,
  label: t.modes[value],
}));

export function Viewer() {
  const editor = useEditor();
  const project = useProject();
  const mode = useStore(editor.stage, (stage) => stage.mode);
  const isEmpty = filmOf(project) === null;
  const [look, setLook] = useState(fitLook);
  return (
    <section aria-label={t.label} className="flex h-full min-h-0 flex-col bg-panel">
      <header className="flex h-10 shrink-0 items-center justify-between gap-2 overflow-x-auto border-b border-line px-2 [scrollbar-width:none]">
        <Segmented
          label={t.label}
          value={mode}
          options={modes}
          onValue={(next) => {
            editor.stage.setState({ mode: next, rival: null });
          }}
        />
        <ZoomChoice look={look} onLook={setLook} />
      </header>
      <div className="relative min-h-0 flex-1 bg-stage">
        <Screen look={look} onLook={setLook} mode={mode} />
        {isEmpty && <EmptyStage />}
      </div>
      <TransportBar />
    </section>
  );
}

function ZoomChoice({ look, onLook }: { readonly look: Look; readonly onLook: (look: Look) => void }) {
  const options = [
    { value: '0', label: t.fit },
    ...[0.5, 1, 2, 4].map((zoom) => ({ value: String(zoom), label: `${String(zoom * 100)} %` })),
  ];
  const value = options.find((option) => option.value === String(look.zoom))?.value ?? null;
  const custom =
    value === null ? [{ value: String(look.zoom), label: `${String(Math.round(look.zoom * 100))} %` }] : [];
  return (
    <Segmented
      label={t.zoom}
      value={String(look.zoom)}
      options={[...options.slice(0, 1), ...options.slice(2, 4), ...custom]}
      onValue={(zoom) => {
        onLook({ ...fitLook, zoom: Number(zoom) });
      }}
    />
  );
}

function EmptyStage() {
  const editor = useEditor();
  return (
    <div className="[container-type:size] absolute inset-0 flex flex-col overflow-y-auto">
      <div className="m-auto flex flex-col items-center gap-3 p-6 text-center [@container(max-height:15rem)]:p-2">
        <div aria-hidden className="flex items-end gap-1.5 [@container(max-height:15rem)]:hidden">
          {[0, 1, 2, 3, 4].map((i) => (
            <span
              key={i}
              className={clsx(
                'h-9 rounded-sm border',
                i % 2 === 0 ? 'w-14 border-accent-line bg-accent-soft' : 'w-7 border-dashed border-edge',
              )}
            />
          ))}
        </div>
        <h2 className="text-title font-semibold">{t.emptyTitle}</h2>
        <p className="max-w-sm text-body text-dim">{t.empty}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button
            look="primary"
            onClick={() => {
              void pickFiles(true).then((files) => addFiles(editor, files, 0));
            }}
          >
            {t.pick}
          </Button>
          <Button onClick={() => void openSample(editor)}>{t.sample}</Button>
        </div>
      </div>
    </div>
  );
}
