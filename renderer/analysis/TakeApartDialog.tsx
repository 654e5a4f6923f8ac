import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import type { ApartQueue } from './analysis.ts';
import { Measuring } from './Measuring.tsx';
import { ProposalsForm } from './ProposalsForm.tsx';
import { useApart } from './useApart.ts';

const t = texts.analysis;

/** A video's shots and the frames of it that are worth being keyframes; of several videos one after the other. */
export function TakeApartDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'apart');
  const queue = useStore(editor.analysis, (state) => state.apart);
  const { assets } = useProject();
  const asset = queue?.videos[0];
  const name = asset === undefined ? undefined : assets[asset]?.name;
  const close = () => {
    editor.stage.setState({ dialog: null });
  };
  return (
    <Sheet
      title={t.title(name ?? '')}
      note={t.note}
      open={open && queue !== null && name !== undefined}
      onClose={close}
      className="max-w-4xl"
    >
      {queue !== null && asset !== undefined && name !== undefined && (
        <>
          {queue.of > 1 && <Turn queue={queue} />}
          <Video key={asset} queue={queue} asset={asset} name={name} onClose={close} />
        </>
      )}
    </Sheet>
  );
}

/** Which of several videos this is, and which come after it. */
function Turn({ queue: { videos, of } }: { readonly queue: ApartQueue }) {
  const { assets } = useProject();
  const later = videos.slice(1).map((id) => assets[id]?.name ?? '');
  return (
    <p
      className="numeric truncate border-b border-line px-4 py-2 text-small text-dim"
      data-testid="apart-turn"
    >
      <span className="font-medium text-text">{t.turn(of - videos.length + 1, of)}</span>
      {later.length > 0 && ` · ${t.later(later.join(', '))}`}
    </p>
  );
}

interface VideoProps {
  readonly queue: ApartQueue;
  readonly asset: string;
  readonly name: string;
  readonly onClose: () => void;
}

function Video({ queue, asset, name, onClose }: VideoProps) {
  const editor = useEditor();
  const { client } = editor;
  const { id: project, assets } = useProject();
  const { apart, again } = useApart(asset, name);
  const next = queue.videos[1];
  const nextName = next === undefined ? undefined : assets[next]?.name;
  const isBegun = apart.state !== 'asking';
  useEffect(() => {
    if (isBegun && next !== undefined && nextName !== undefined) {
      // It is measured while this one is looked at. What goes wrong is told when its turn comes.
      client.analysis.start({ project, asset: next, name: nextName }).catch(() => undefined);
    }
  }, [client, project, next, nextName, isBegun]);

  /** To the next video, whose keyframes would begin at `frame`. */
  const goOn = (frame: number) => {
    if (next === undefined) {
      onClose();
    } else {
      editor.analysis.setState({ apart: { videos: queue.videos.slice(1), of: queue.of, frame } });
    }
  };
  const skip =
    next === undefined
      ? null
      : () => {
          goOn(queue.frame);
        };
  return apart.state === 'found' ? (
    <ProposalsForm
      asset={asset}
      name={name}
      frame={queue.frame}
      analysis={apart.analysis}
      onClose={onClose}
      onSkip={skip}
      onPut={goOn}
    />
  ) : (
    <Measuring apart={apart} onAgain={again} onSkip={skip} />
  );
}
