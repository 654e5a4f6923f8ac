import { createContext, useContext } from 'react';
import { toast } from 'sonner';
import type { StoreApi } from 'zustand/vanilla';
import type { Client } from '../../shared/contract.ts';
import type { FaultData } from '../../shared/fault.ts';
import { filmOf } from '../../shared/project/timeline.ts';
import { segmentKeysOf } from '../film/segments.ts';
import { faultOf, lostCode, type Connection } from '../connection/client.ts';
import type { LinkState } from '../connection/link.ts';
import { createDocument, projectOf, shownOf, type OpenDocument } from '../document/openDocument.ts';
import { createFootage, type Footage } from '../film/footage.ts';
import { createPictures, type Pictures } from '../film/pictures.ts';
import { createAnalysis, type AnalysisState } from '../analysis/analysis.ts';
import { createJobs, type JobsState } from '../jobs/jobs.ts';
import { createPlanning, type Planning } from '../planning/planning.ts';
import { createTransport, type Transport } from '../playback/transport.ts';
import { createSelection, type SelectionStore } from '../selection/store.ts';
import { createSounds, type Sounds } from '../sound/sounds.ts';
import { createSight, type TimelineSight } from '../timeline/sight.ts';
import { createUpscaling, type UpscalingState } from '../upscale/upscaling.ts';
import { createShell, type ShellState } from './shell.ts';
import { createLoras, type KnownLoras } from '../engine/loras.ts';
import { createRecovery, type Recovery } from '../document/recovery.ts';
import { createPreferences, createStage, type Preferences, type Stage } from './preferences.ts';

/** The screen's parts, built once in main.tsx and handed down; nothing here is a global. */
export interface Editor {
  readonly client: Client;
  readonly link: StoreApi<LinkState>;
  readonly shell: StoreApi<ShellState>;
  readonly document: OpenDocument;
  readonly planning: Planning;
  readonly footage: Footage;
  /** Small pictures for rows and bin, and whole ones for the viewer. */
  readonly thumbnails: Pictures;
  readonly pictures: Pictures;
  readonly sounds: Sounds;
  readonly jobs: StoreApi<JobsState>;
  readonly selection: SelectionStore;
  readonly transport: Transport;
  readonly sight: TimelineSight;
  readonly preferences: StoreApi<Preferences>;
  readonly stage: StoreApi<Stage>;
  readonly analysis: StoreApi<AnalysisState>;
  readonly upscaling: StoreApi<UpscalingState>;
  readonly loras: StoreApi<KnownLoras>;
  /** A state kept aside before the program ended, while the person is asked about it. */
  readonly recovery: StoreApi<Recovery>;
  /** Tells a screen reader. */
  readonly say: (words: string) => void;
  /** Shows what went wrong: one sentence, and what to do. */
  readonly complain: (error: unknown) => void;
}

export function showFault(fault: FaultData): void {
  const { code, message, remedy: description } = fault;
  // A lost connection is told once, however many calls it broke, and until it is back.
  const kept = code === lostCode ? { id: lostCode, duration: Infinity } : { duration: 12_000 };
  toast.error(message, { description, ...kept });
}

export function createEditor({ client, state }: Connection): Editor {
  const document = createDocument();
  const stage = createStage();
  const preferences = createPreferences();
  const shown = () => shownOf(document.store.getState());
  const transport = createTransport(
    () => {
      const film = filmOf(shown()) ?? { first: 0, last: 0 };
      const { range } = stage.getState();
      const { fps } = shown();
      return {
        film: { first: 0, last: film.last },
        loop: preferences.getState().loop ? (range ?? { first: film.first, last: film.last }) : null,
        fps: fps.num / fps.den,
      };
    },
    (step) => requestAnimationFrame(step),
  );
  const selection = createSelection();
  document.store.subscribe((now, before) => {
    if (projectOf(now) !== projectOf(before)) {
      const project = projectOf(now);
      const slides = project.captions?.slides ?? [];
      const ids = new Set([
        ...[...project.keyframes, ...slides].map(({ id }) => id),
        ...segmentKeysOf(project),
      ]);
      selection.prune((id) => ids.has(id));
    }
  });
  return {
    client,
    link: state,
    shell: createShell(),
    document,
    planning: createPlanning(client, document),
    footage: createFootage(),
    thumbnails: createPictures(1500),
    pictures: createPictures(160),
    sounds: createSounds(),
    jobs: createJobs(),
    selection,
    transport,
    sight: createSight(shown),
    preferences,
    stage,
    analysis: createAnalysis(),
    upscaling: createUpscaling(),
    loras: createLoras(),
    recovery: createRecovery(),
    say: (words) => {
      stage.setState(({ said }) => ({ said: { words, turn: said.turn + 1 } }));
    },
    complain: (error) => {
      showFault(faultOf(error));
    },
  };
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) {
    throw new Error('useEditor is used outside EditorContext');
  }
  return editor;
}
