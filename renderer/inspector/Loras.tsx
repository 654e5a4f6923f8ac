import { Plus, Trash2 } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Lora } from '../../shared/project/schema.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { askLoras } from '../engine/loras.ts';
import { IconButton } from '../parts/Button.tsx';
import { NumberField, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { engineOf } from '../planning/planning.ts';
import { texts } from '../texts.ts';

const t = texts.inspector;

/** Shown only where the engine takes LoRAs. */
export function Loras({
  loras,
  onLoras,
}: {
  readonly loras: readonly Lora[] | null;
  readonly onLoras: (loras: Lora[] | null) => void;
}) {
  const editor = useEditor();
  const project = useProject();
  const engine = useStore(editor.planning.store, (state) => engineOf(state, project));
  const names = useStore(editor.loras, (state) => state.names) ?? [];
  const isServed = engine?.id === 'comfyui' && engine.profile?.loras === true;
  useEffect(() => {
    if (isServed) {
      void askLoras(editor);
    }
  }, [editor, isServed]);
  if (engine?.profile?.loras !== true) {
    return null;
  }
  const list = loras ?? project.defaults.loras;
  return (
    <Section
      title={t.loras}
      aside={
        <IconButton
          label={t.addLora}
          className="size-6"
          onClick={() => {
            onLoras([
              ...list,
              { name: names.find((name) => !list.some((lora) => lora.name === name)) ?? 'lora', weight: 1 },
            ]);
          }}
        >
          <Plus />
        </IconButton>
      }
    >
      {list.map((lora, i) => (
        <div key={i} className="grid grid-cols-[1fr_4rem_auto] items-center gap-1.5">
          <TextField
            label={t.loraName}
            value={lora.name}
            offers={names}
            onValue={(name) => {
              if (name !== '') {
                onLoras(list.with(i, { ...lora, name }));
              }
            }}
          />
          <NumberField
            label={t.loraWeight}
            value={lora.weight}
            step={0.05}
            onValue={(weight) => {
              onLoras(list.with(i, { ...lora, weight: weight ?? 1 }));
            }}
          />
          <IconButton
            label={t.removeLora}
            className="size-6"
            onClick={() => {
              const left = list.toSpliced(i, 1);
              onLoras(left.length === 0 ? null : left);
            }}
          >
            <Trash2 />
          </IconButton>
        </div>
      ))}
    </Section>
  );
}
