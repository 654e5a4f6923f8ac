import { useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Button } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { Row, TextField } from '../parts/Field.tsx';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { settledFilm } from './rendering.ts';

const t = texts.exports;

export function ExportDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'export');
  const presets = useStore(editor.shell, (shell) => shell.presets);
  const prepared = useStore(editor.planning.store, (state) => state.prepared);
  const project = useProject();
  const [typed, setTyped] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const preset = presets.find(({ id }) => id === chosen) ?? presets[0];
  const name = typed ?? project.name;
  const unmade = prepared?.segments.filter(({ state }) => state !== 'done').length ?? 0;
  const close = () => {
    editor.stage.setState({ dialog: null });
  };
  const go = async () => {
    if (preset === undefined || name.trim() === '') {
      return;
    }
    try {
      const id = await settledFilm(editor);
      if (id !== null) {
        const started = await editor.client.exports.start({
          prepared: id,
          preset: preset.id,
          name: name.trim(),
        });
        if (started !== null) {
          close();
          editor.say(texts.jobs.started(texts.jobs.kinds.export));
        }
      }
    } catch (error) {
      editor.complain(error);
    }
  };
  return (
    <Sheet title={t.title} open={open} onClose={close} className="max-w-md">
      <form
        className="flex flex-col gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <Row label={t.name} {...(preset === undefined ? {} : { hint: `.${preset.extension}` })}>
          {(id) => <TextField id={id} value={name} onValue={setTyped} />}
        </Row>
        <Row label={t.preset}>
          {(id) => (
            <Choice
              id={id}
              label={t.preset}
              value={preset?.id ?? null}
              options={presets.map((each) => ({ value: each.id, label: each.label }))}
              onValue={setChosen}
            />
          )}
        </Row>
        {preset !== undefined && <p className="text-small text-dim">{preset.note}</p>}
        {unmade > 0 && (
          <p className="rounded-control bg-raised px-2.5 py-1.5 text-small text-dim">{t.unmade(unmade)}</p>
        )}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={close}>{texts.dialog.cancel}</Button>
          <Button type="submit" look="primary" disabled={preset === undefined || name.trim() === ''}>
            {t.start}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
