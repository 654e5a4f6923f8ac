import { Tooltip } from 'radix-ui';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Toaster } from 'sonner';
import { useStore } from 'zustand';
import { Palette } from '../actions/Palette.tsx';
import { KeysSheet } from '../actions/KeysSheet.tsx';
import { DescribeDialog } from '../analysis/DescribeDialog.tsx';
import { VisionDialog } from '../analysis/VisionDialog.tsx';
import { TakeApartDialog } from '../analysis/TakeApartDialog.tsx';
import { Bin } from '../bin/Bin.tsx';
import { ProjectsDialog } from '../document/ProjectsDialog.tsx';
import { RecoveryDialog } from '../document/RecoveryDialog.tsx';
import { SaveAsDialog } from '../document/SaveAsDialog.tsx';
import { ExportDialog } from '../export/ExportDialog.tsx';
import { ComfyDialog } from '../engine/ComfyDialog.tsx';
import { OwnModelsDialog } from '../engine/OwnModelsDialog.tsx';
import { EngineWord } from '../engine/EngineWord.tsx';
import { Inspector } from '../inspector/Inspector.tsx';
import { JobsBar } from '../jobs/JobsBar.tsx';
import { JobsDialog } from '../jobs/JobsDialog.tsx';
import { texts } from '../texts.ts';
import { Timeline } from '../timeline/Timeline.tsx';
import { plainHeight, useRoom } from '../timeline/useRoom.ts';
import { CompareDialog } from '../upscale/CompareDialog.tsx';
import { UpscaleDialog } from '../upscale/UpscaleDialog.tsx';
import { Viewer } from '../viewer/Viewer.tsx';
import { useEditor } from './editor.ts';
import { usePreference } from './hooks.ts';
import { TopBar } from './TopBar.tsx';

const upright =
  'w-px bg-line outline-none hover:bg-accent-line focus-visible:bg-accent data-[separator=active]:bg-accent';
const level =
  'h-px bg-line outline-none hover:bg-accent-line focus-visible:bg-accent data-[separator=active]:bg-accent';

export function App() {
  const theme = usePreference('theme');
  const room = useRoom();
  return (
    <Tooltip.Provider delayDuration={450} skipDelayDuration={150}>
      <div className="flex h-full flex-col">
        <TopBar />
        <LinkWord />
        <EngineWord />
        <main className="min-h-0 flex-1">
          <Group orientation="vertical" className="h-full">
            <Panel minSize="220px">
              <Group orientation="horizontal" className="h-full">
                <Panel
                  defaultSize="15rem"
                  minSize="10rem"
                  maxSize="28rem"
                  groupResizeBehavior="preserve-pixel-size"
                >
                  <Bin />
                </Panel>
                <Separator className={upright} />
                <Panel minSize="22rem">
                  <Viewer />
                </Panel>
                <Separator className={upright} />
                <Panel
                  defaultSize="18rem"
                  minSize="15rem"
                  maxSize="30rem"
                  groupResizeBehavior="preserve-pixel-size"
                >
                  <Inspector />
                </Panel>
              </Group>
            </Panel>
            <Separator className={level} />
            <Panel
              panelRef={room}
              defaultSize={`${String(plainHeight)}rem`}
              minSize="9rem"
              maxSize="28rem"
              groupResizeBehavior="preserve-pixel-size"
            >
              <Timeline />
            </Panel>
          </Group>
        </main>
        <JobsBar />
      </div>
      <Palette />
      <KeysSheet />
      <ProjectsDialog />
      <SaveAsDialog />
      <RecoveryDialog />
      <ExportDialog />
      <JobsDialog />
      <ComfyDialog />
      <OwnModelsDialog />
      <TakeApartDialog />
      <UpscaleDialog />
      <CompareDialog />
      <DescribeDialog />
      <VisionDialog />
      <Spoken />
      <Toaster
        theme={theme}
        position="top-right"
        expand
        offset={{ top: '3.25rem', right: '0.75rem' }}
        containerAriaLabel={texts.app.messages}
        visibleToasts={5}
        closeButton
        toastOptions={{ className: 'entracte-toast' }}
      />
    </Tooltip.Provider>
  );
}

/** A line when the program behind the screen cannot be reached. */
function LinkWord() {
  const state = useStore(useEditor().link);
  if (state !== 'lost') {
    return null;
  }
  return (
    <p
      role="alert"
      data-testid="link-lost"
      className="flex min-h-7 shrink-0 items-center justify-center bg-failed-soft px-3 py-1 text-center text-small text-failed"
    >
      {texts.app.lost}
    </p>
  );
}

/** What screen readers are told. */
function Spoken() {
  const { words, turn } = useStore(useEditor().stage, (stage) => stage.said);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      <span key={turn}>{words}</span>
    </div>
  );
}
