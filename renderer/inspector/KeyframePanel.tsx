import { AlignHorizontalDistributeCenter, ArrowLeftRight, CopyPlus, Pin, Trash2 } from 'lucide-react';
import { holdsToBeSeen } from './holds.ts';
import { setKeyframe, together } from '../../shared/project/edits.ts';
import type { Keyframe } from '../../shared/project/schema.ts';
import { timecode } from '../../shared/project/timeline.ts';
import { KeyframeWords } from '../analysis/Offers.tsx';
import { WarningLines } from '../analysis/Warnings.tsx';
import { useEditor } from '../app/editor.ts';
import { useSettledPlan, useProject } from '../app/hooks.ts';
import { Button } from '../parts/Button.tsx';
import { Segmented } from '../parts/Choice.tsx';
import { NumberField, Row } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { ActionButton } from '../viewer/TransportBar.tsx';
import { common } from './common.ts';
import { CropBox } from './CropBox.tsx';
import { useDraggedFrame } from './useDraggedFrame.ts';

const t = texts.inspector;

export function KeyframePanel({ keyframes }: { readonly keyframes: readonly Keyframe[] }) {
  const editor = useEditor();
  const project = useProject();
  const plan = useSettledPlan();
  const [first] = keyframes;
  const { input, time } = useDraggedFrame(keyframes.length === 1 ? (first?.id ?? null) : null);
  if (first === undefined) {
    return null;
  }
  const ids = keyframes.map(({ id }) => id);
  const own = new Set(ids);
  const many = keyframes.length > 1;
  const asset = project.assets[first.asset];
  const holds = plan === null ? [] : holdsToBeSeen(plan, new Set(ids));
  return (
    <>
      {!many && asset !== undefined && (
        <Section>
          <CropBox project={project} keyframe={first} asset={asset} />
          <p className="flex justify-between gap-2 text-small text-dim">
            <span className="truncate">{asset.name}</span>
            <span className="numeric shrink-0 text-faint">
              {asset.width} × {asset.height}
            </span>
          </p>
        </Section>
      )}
      <Section>
        <Row
          label={t.frame}
          hint={many ? undefined : <span ref={time}>{timecode(first.frame, project.fps)}</span>}
        >
          {(id) => (
            <NumberField
              id={id}
              testId="keyframe-frame"
              inputRef={input}
              value={many ? null : first.frame}
              placeholder={t.mixed}
              least={0}
              onValue={(frame) => {
                if (frame !== null) {
                  editor.document.edit(setKeyframe(ids, { frame }));
                }
              }}
            />
          )}
        </Row>
        <Row label={t.hold} hint={t.holdUnit}>
          {(id) => (
            <NumberField
              id={id}
              value={common(keyframes, ({ hold }) => hold)}
              placeholder={t.mixed}
              least={1}
              onValue={(hold) => {
                if (hold !== null) {
                  editor.document.edit(setKeyframe(ids, { hold }));
                }
              }}
            />
          )}
        </Row>
        <Row label={t.fit}>
          {() => (
            <Segmented
              wide
              label={t.fit}
              value={common(keyframes, ({ fit }) => fit)}
              options={[
                { value: 'crop', label: t.crop },
                { value: 'fit', label: t.whole },
              ]}
              onValue={(fit) => {
                editor.document.edit(setKeyframe(ids, { fit }));
              }}
            />
          )}
        </Row>
        {holds.length > 0 && (
          <div className="flex flex-col items-start gap-2 rounded-control border border-line bg-raised px-2 py-1.5 text-small text-stale">
            {t.unseen}
            <Button
              onClick={() => {
                const edits = holds.map(({ keyframe, hold }) => setKeyframe([keyframe], { hold }));
                editor.document.edit(together(t.holdSeen, edits));
              }}
            >
              {t.holdSeen}
            </Button>
          </div>
        )}
        <WarningLines about={({ keyframes: odd }) => odd.some((id) => own.has(id))} />
      </Section>
      {!many && <KeyframeWords keyframe={first.id} />}
      <div className="flex items-center gap-0.5 px-2 py-2" role="group">
        <ActionButton id="edit.duplicate">
          <CopyPlus />
        </ActionButton>
        {many && (
          <>
            <ActionButton id="edit.distribute">
              <AlignHorizontalDistributeCenter />
            </ActionButton>
            <ActionButton id="edit.reverse">
              <ArrowLeftRight />
            </ActionButton>
          </>
        )}
        <ActionButton id="edit.pinCut" pressed={project.planning.pins.includes(first.id)}>
          <Pin />
        </ActionButton>
        <ActionButton id="edit.remove">
          <Trash2 />
        </ActionButton>
      </div>
    </>
  );
}
