import { useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { allOrSelected, DescribeForm, type Wish } from './DescribeForm.tsx';
import { RunView } from './RunView.tsx';
import { VisionSettings } from './VisionSettings.tsx';

const t = texts.vision;

/** Asks a vision model for words: what would be sent, then how it goes, then what it cost. */
export function DescribeDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'describe');
  const [isSetting, setSetting] = useState(false);
  const [wish, setWish] = useState(allOrSelected);
  const close = () => {
    setSetting(false);
    setWish(allOrSelected);
    editor.stage.setState({ dialog: null });
  };
  return (
    <Sheet
      title={isSetting ? t.settings : t.title}
      note={isSetting ? t.settingsNote : t.note}
      open={open}
      onClose={close}
      className="max-w-2xl"
    >
      {isSetting ? (
        <VisionSettings
          onClose={() => {
            setSetting(false);
          }}
          onSaved={() => {
            setSetting(false);
          }}
        />
      ) : (
        <Steps
          wish={wish}
          onWish={setWish}
          onSet={() => {
            setSetting(true);
          }}
          onClose={close}
        />
      )}
    </Sheet>
  );
}

interface StepsProps {
  /** Outlives a run, so that one that was stopped goes on as it was asked for. */
  readonly wish: Wish;
  readonly onWish: (wish: Wish) => void;
  readonly onSet: () => void;
  readonly onClose: () => void;
}

function Steps({ wish, onWish, onSet, onClose }: StepsProps) {
  const editor = useEditor();
  const run = useStore(editor.analysis, (state) => state.run);
  return run === null ? (
    <DescribeForm wish={wish} onWish={onWish} onSet={onSet} onClose={onClose} />
  ) : (
    <RunView
      run={run}
      onClose={onClose}
      onMore={() => {
        editor.analysis.setState({ run: null });
      }}
    />
  );
}
