import { Boxes, Settings2, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { runAction } from '../actions/registry.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { engineOf } from '../planning/planning.ts';
import { texts } from '../texts.ts';

const t = texts.comfy;

/** Milliseconds between looks at an engine that does not answer: a server that was started is noticed. */
const again = 10_000;

/** Why the chosen engine cannot work, and what to do, for as long as it cannot. */
export function EngineWord() {
  const editor = useEditor();
  const project = useProject();
  const fault = useStore(editor.planning.store, (state) => engineOf(state, project)?.fault ?? null);
  const isFaulty = fault !== null;
  useEffect(() => {
    if (!isFaulty) {
      return;
    }
    const timer = setInterval(() => void editor.planning.lookAgain(), again);
    return () => {
      clearInterval(timer);
    };
  }, [editor, isFaulty]);
  if (fault === null) {
    return null;
  }
  return (
    <div
      role="alert"
      data-testid="engine-fault"
      className="flex min-h-9 shrink-0 items-center gap-2 border-b border-line bg-failed-soft px-3 py-1 text-small"
    >
      <TriangleAlert className="size-4 shrink-0 text-failed" aria-hidden />
      <p className="min-w-0 flex-1">
        <span className="text-failed">{fault.message}</span> <span className="text-text">{fault.remedy}</span>
      </p>
      <Button className="h-6" onClick={() => void editor.planning.lookAgain()}>
        {t.again}
      </Button>
      {project.engine === 'comfyui' && (
        <Button
          className="h-6"
          onClick={() => {
            runAction(editor, 'film.comfyui');
          }}
        >
          {t.settings}
        </Button>
      )}
    </div>
  );
}

/** Beside the choice of an engine. */
export function EngineGear() {
  const editor = useEditor();
  return (
    <>
      <IconButton
        label={t.title}
        onClick={() => {
          runAction(editor, 'film.comfyui');
        }}
      >
        <Settings2 />
      </IconButton>
      <IconButton
        label={texts.ownModels.title}
        onClick={() => {
          runAction(editor, 'film.ownModels');
        }}
      >
        <Boxes />
      </IconButton>
    </>
  );
}
