import { Pin, PinOff, ShieldBan, Workflow } from 'lucide-react';
import { togglePin, toggleRefused } from '../../shared/project/edits.ts';
import type { Batch } from '../../shared/planner/schema.ts';
import { useEditor } from '../app/editor.ts';
import { useSettledPlan, useProject } from '../app/hooks.ts';
import { showGraph } from '../engine/showGraph.ts';
import { readsMaskInGroups } from '../film/lookups.ts';
import { Button } from '../parts/Button.tsx';
import { Fact, Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { duration } from '../words.ts';

const t = texts.inspector;

/** What one generation will be, and why it ends where it does. */
export function BatchPanel({ batch }: { readonly batch: Batch }) {
  const editor = useEditor();
  const { planning, keyframes, engine } = useProject();
  const ending = keyframes.find(({ frame }) => frame === batch.to)?.id ?? null;
  const plan = useSettledPlan();
  const unseen =
    plan !== null && readsMaskInGroups(plan) ? batch.anchors.filter(({ seen }) => !seen).length : 0;
  const isPinned = ending !== null && planning.pins.includes(ending);
  const isRefused = ending !== null && planning.refused.includes(ending);
  return (
    <>
      <Section>
        <Bar batch={batch} />
        <dl className="flex flex-col gap-1">
          <Fact label={t.frame}>
            {batch.from} – {batch.to}
          </Fact>
          <Fact label={t.wanted}>{t.frames(batch.wanted)}</Fact>
          <Fact label={t.generated}>{t.frames(batch.generated)}</Fact>
          <Fact label={t.trimmed}>{t.frames(batch.trimmed)}</Fact>
          {/* The keyframe it begins at is none: that is given anyway. */}
          <Fact label={t.context}>{t.frames(batch.context - 1)}</Fact>
          <Fact label={t.anchors}>
            {batch.anchors.map(({ film }) => film).join(', ')}
            {unseen > 0 && <span className="block text-stale">{t.anchorsUnseen(unseen)}</span>}
          </Fact>
          {batch.seconds > 0 && <Fact label={t.estimate}>{duration(batch.seconds)}</Fact>}
        </dl>
      </Section>
      <Section>
        <dl>
          <Fact label={t.cut}>
            {batch.cut === null ? (
              t.lastCut
            ) : (
              <>
                {texts.cuts[batch.cut.reason]}
                {batch.cut.detail !== '' && <span className="block text-dim">{batch.cut.detail}</span>}
              </>
            )}
          </Fact>
        </dl>
        {ending !== null && batch.cut !== null && (
          <div className="flex flex-wrap gap-2">
            <Button
              onClick={() => {
                editor.document.edit(togglePin(ending));
              }}
            >
              {isPinned ? (
                <PinOff className="size-3.5" aria-hidden />
              ) : (
                <Pin className="size-3.5" aria-hidden />
              )}
              {isPinned ? t.unpinCut : t.pinCut}
            </Button>
            <Button
              onClick={() => {
                editor.document.edit(toggleRefused(ending));
              }}
            >
              <ShieldBan className="size-3.5" aria-hidden />
              {isRefused ? t.unrefuseCut : t.refuseCut}
            </Button>
          </div>
        )}
      </Section>
      {engine === 'comfyui' && (
        <Section>
          <Button className="self-start" onClick={() => void showGraph(editor, batch.index)}>
            <Workflow className="size-3.5" aria-hidden />
            {texts.comfy.showGraph}
          </Button>
        </Section>
      )}
    </>
  );
}

/** The batch drawn: context, what is kept, what is thrown away. */
function Bar({ batch }: { readonly batch: Batch }) {
  const share = (frames: number) => ({ flexGrow: frames, flexBasis: 0 });
  return (
    <div aria-hidden className="flex h-4 overflow-hidden rounded-sm">
      {batch.context > 1 && <span className="hatch text-queued" style={share(batch.context - 1)} />}
      <span
        className="bg-accent-soft shadow-[inset_0_0_0_1.5px_var(--accent)]"
        style={share(batch.wanted - batch.context + 1)}
      />
      {batch.trimmed > 0 && <span className="hatch text-faint" style={share(batch.trimmed)} />}
    </div>
  );
}
