import {
  ChevronFirst,
  ChevronLast,
  ChevronLeft,
  ChevronRight,
  Frame,
  Pause,
  Play,
  Repeat,
  SkipBack,
  SkipForward,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { filmOf, timecode } from '../../shared/project/timeline.ts';
import { actionOf, runAction } from '../actions/registry.ts';
import { useEditor } from '../app/editor.ts';
import { usePreference, useProject } from '../app/hooks.ts';
import { shownOf } from '../document/openDocument.ts';
import { IconButton } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { texts } from '../texts.ts';

const t = texts.viewer;

/** A button for an action of the registry: same label, same key, same rule for when it can be used. */
export function ActionButton(props: {
  readonly id: string;
  readonly label?: string;
  readonly pressed?: boolean;
  readonly children: ReactNode;
}) {
  const editor = useEditor();
  const action = actionOf(props.id);
  const own = usePreference('keys');
  return (
    <IconButton
      label={props.label ?? action.label}
      chord={(own[action.id] ?? action.keys)[0]}
      {...(props.pressed === undefined ? {} : { pressed: props.pressed })}
      onClick={() => {
        runAction(editor, props.id);
      }}
    >
      {props.children}
    </IconButton>
  );
}

export function TransportBar() {
  const editor = useEditor();
  const project = useProject();
  const loop = usePreference('loop');
  const safe = usePreference('safe');
  const arranged = usePreference('arranged');
  const speed = useSyncExternalStore(editor.transport.subscribe, editor.transport.speed);
  return (
    <footer className="grid h-10 shrink-0 grid-cols-[1fr_auto_1fr] items-center gap-2 overflow-x-auto border-t border-line px-2 [scrollbar-width:none]">
      <Position />
      <div className="flex items-center" role="group" aria-label={texts.groups.play}>
        <ActionButton id="play.start">
          <SkipBack />
        </ActionButton>
        <ActionButton id="play.previousKeyframe">
          <ChevronFirst />
        </ActionButton>
        <ActionButton id="play.frameBack">
          <ChevronLeft />
        </ActionButton>
        <ActionButton id="play.playPause" label={speed === 0 ? t.play : t.pause}>
          {speed === 0 ? <Play className="fill-current" /> : <Pause className="fill-current" />}
        </ActionButton>
        <ActionButton id="play.frameForward">
          <ChevronRight />
        </ActionButton>
        <ActionButton id="play.nextKeyframe">
          <ChevronLast />
        </ActionButton>
        <ActionButton id="play.end">
          <SkipForward />
        </ActionButton>
      </div>
      <div className="flex items-center justify-end gap-1">
        {speed !== 0 && speed !== 1 && (
          <span className="numeric rounded-control bg-accent-soft px-1.5 text-small text-accent">
            {speed}×
          </span>
        )}
        <Choice
          label={t.arranged}
          value={arranged}
          options={[
            { value: 'motion', label: t.motion },
            { value: 'crossfade', label: t.crossfade },
            { value: 'hold', label: t.hold },
          ]}
          onValue={(next) => {
            editor.preferences.setState({ arranged: next });
          }}
          className="h-7 max-w-32 border-transparent bg-transparent text-small text-dim"
        />
        {project.sound !== null && <Mute />}
        <ActionButton id="play.loop" pressed={loop}>
          <Repeat />
        </ActionButton>
        <ActionButton id="view.safe" pressed={safe}>
          <Frame />
        </ActionButton>
      </div>
    </footer>
  );
}

function Mute() {
  const editor = useEditor();
  const muted = usePreference('muted');
  return (
    <IconButton
      label={muted ? texts.sound.unmute : texts.sound.mute}
      pressed={muted}
      onClick={() => {
        editor.preferences.setState({ muted: !muted });
      }}
    >
      {muted ? <VolumeX /> : <Volume2 />}
    </IconButton>
  );
}

/** Frame and timecode, written straight into the page while the film plays. */
function Position() {
  const editor = useEditor();
  const project = useProject();
  const frame = useRef<HTMLSpanElement>(null);
  const time = useRef<HTMLSpanElement>(null);
  const last = filmOf(project)?.last ?? 0;
  useEffect(() => {
    const write = () => {
      const now = editor.transport.frame();
      const { fps } = shownOf(editor.document.store.getState());
      if (frame.current !== null && time.current !== null) {
        frame.current.textContent = String(now);
        time.current.textContent = timecode(now, fps);
      }
    };
    write();
    const stops = [editor.transport.subscribe(write), editor.document.store.subscribe(write)];
    return () => {
      for (const stop of stops) {
        stop();
      }
    };
  }, [editor]);
  return (
    <div className="flex items-baseline gap-3 pl-1">
      <span ref={time} data-testid="timecode" className="numeric text-title font-medium text-text" />
      <span className="numeric text-small whitespace-nowrap text-dim">
        <span ref={frame} data-testid="frame" className="text-text" /> / {last.toLocaleString('en')}
      </span>
    </div>
  );
}
