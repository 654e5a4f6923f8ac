import { nanoid } from 'nanoid';
import { filmFrameAt } from '../../shared/analysis/proposals.ts';
import type { Analysis, Proposal } from '../../shared/analysis/schema.ts';
import type { ImportedAsset } from '../../shared/media/imported.ts';
import { addAsset, addKeyframes, together } from '../../shared/project/edits.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';
import { texts } from '../texts.ts';

const t = texts.analysis;

/** Frames taken with one call: few enough that the count moves and a closed dialog is noticed soon. */
const atOnce = 6;

/** Opens the dialog for a video of the bin; its keyframes would begin at `frame`. */
export function openTakeApart(editor: Editor, asset: string, frame: number): void {
  editor.analysis.setState({ apart: { asset, frame } });
  editor.stage.setState({ dialog: 'apart' });
}

interface Put {
  readonly asset: string;
  /** The video's name for people. */
  readonly name: string;
  readonly analysis: Analysis;
  readonly proposals: readonly Proposal[];
  /** The film frame at which the video's first would lie. */
  readonly from: number;
  readonly signal: AbortSignal;
  readonly onTaken: (done: number) => void;
}

/**
 * Takes the proposed frames in full size and puts them on the timeline at their own times, as one step to undo.
 * Rejects with a Fault; nothing is changed then, nor when `signal` ends it or another film was opened meanwhile.
 */
export async function putOnTimeline(editor: Editor, put: Put): Promise<void> {
  const { asset, analysis, proposals, from, signal, onTaken } = put;
  const project = projectOf(editor.document.store.getState());
  const taken: ImportedAsset[] = [];
  for (let at = 0; at < proposals.length; at += atOnce) {
    const seconds = proposals.slice(at, at + atOnce).map((proposal) => proposal.seconds);
    taken.push(...(await editor.client.analysis.take({ project: project.id, asset, seconds }, { signal })));
    onTaken(taken.length);
  }
  const now = projectOf(editor.document.store.getState());
  if (signal.aborted || now.id !== project.id) {
    return;
  }
  const start = analysis.shots[0]?.start ?? 0;
  const { name } = put;
  const stem = name.replace(/\.[^.]+$/, '');
  const drops = taken.flatMap(({ id }, i) => {
    const proposal = proposals[i];
    return proposal === undefined
      ? []
      : [{ asset: id, frame: from + filmFrameAt(proposal.seconds - start, now.fps) }];
  });
  const wasEmpty = now.keyframes.length === 0;
  editor.document.edit(
    together(t.edit(name), [
      ...taken.map(({ id, asset: file }, i) =>
        addAsset(id, { ...file, name: `${stem} ${(proposals[i]?.seconds ?? 0).toFixed(2)} s.png` }),
      ),
      addKeyframes(drops, nanoid),
    ]),
  );
  if (wasEmpty) {
    editor.sight.fit();
  }
  editor.say(t.was(taken.length));
}
