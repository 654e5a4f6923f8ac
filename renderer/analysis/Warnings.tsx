import { Info } from 'lucide-react';
import { useStore } from 'zustand';
import type { Warning } from '../../shared/analysis/schema.ts';
import { setKeyframe, together } from '../../shared/project/edits.ts';
import type { Project } from '../../shared/project/schema.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { keyframesById } from '../film/lookups.ts';
import { Button } from '../parts/Button.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';

const t = texts.warnings;

/** Warnings of the whole film that are listed at one time. */
const mostListed = 6;

/** How long the first keyframe of a warning would be held to reach the second; null where there are not two. */
function gapOf(
  project: Project,
  { keyframes }: Warning,
): { readonly id: string; readonly gap: number } | null {
  const byId = keyframesById(project.keyframes);
  const [first, second] = keyframes.map((id) => byId.get(id));
  return first === undefined || second === undefined
    ? null
    : { id: first.id, gap: second.frame - first.frame };
}

/** Nothing is generated between two keyframes when the first is held until the second: nothing to warn of. */
function isSettled(project: Project, warning: Warning): boolean {
  const found = gapOf(project, warning);
  return found !== null && (keyframesById(project.keyframes).get(found.id)?.hold ?? 1) >= found.gap;
}

function useWarnings(): readonly Warning[] {
  const editor = useEditor();
  const project = useProject();
  const warnings = useStore(editor.analysis, (state) => state.warnings);
  return warnings.filter((warning) => !isSettled(project, warning));
}

/** What is odd about these keyframes or the segment between them, each with the edit that answers it where there is one. */
export function WarningLines({ about }: { readonly about: (warning: Warning) => boolean }) {
  const editor = useEditor();
  const project = useProject();
  const warnings = useWarnings().filter(about).slice(0, mostListed);
  return warnings.map((warning) => {
    const found = gapOf(project, warning);
    const { kind } = warning;
    return (
      <div
        key={warning.sentence}
        data-testid="warning"
        className="flex flex-col items-start gap-1.5 rounded-control border border-line bg-raised px-2 py-1.5 text-small"
      >
        <p className="flex gap-1.5 text-dim">
          <Info className="mt-px size-3.5 shrink-0 text-stale" aria-hidden />
          {warning.sentence}
        </p>
        {found !== null && (kind === 'same' || kind === 'unrelated') && (
          <Button
            className="h-6"
            onClick={() => {
              const hold = setKeyframe([found.id], { hold: found.gap });
              editor.document.edit(together(t.remedies[kind], [hold]));
            }}
          >
            {t.remedies[kind]}
          </Button>
        )}
      </div>
    );
  });
}

/** All of the film's warnings, each leading to its pictures. */
export function WarningsSection() {
  const editor = useEditor();
  const warnings = useWarnings();
  if (warnings.length === 0) {
    return null;
  }
  return (
    <Section title={t.title} aside={<span className="numeric text-small text-dim">{warnings.length}</span>}>
      <ul className="flex flex-col gap-0.5">
        {warnings.slice(0, mostListed).map((warning) => (
          <li key={warning.sentence}>
            <button
              type="button"
              className="flex w-full gap-1.5 rounded-control px-1 py-0.5 text-left text-small text-dim hover:bg-hover hover:text-text"
              onClick={() => {
                if (warning.segment === null) {
                  editor.selection.selectAll('keyframes', warning.keyframes);
                } else {
                  editor.selection.selectAll('segments', [warning.segment]);
                }
              }}
            >
              <Info className="mt-px size-3.5 shrink-0 text-stale" aria-hidden />
              {warning.sentence}
            </button>
          </li>
        ))}
      </ul>
      {warnings.length > mostListed && (
        <p className="numeric text-small text-faint">{t.more(warnings.length - mostListed)}</p>
      )}
    </Section>
  );
}
