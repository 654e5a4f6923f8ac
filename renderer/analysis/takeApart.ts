import { nanoid } from 'nanoid';
import type { Adoption } from '../../shared/analysis/adoption.ts';
import { filmFrameAt } from '../../shared/analysis/proposals.ts';
import type { Analysis, Proposal } from '../../shared/analysis/schema.ts';
import type { ImportedAsset } from '../../shared/media/imported.ts';
import { addAsset, addKeyframes, setFps, setSize, together } from '../../shared/project/edits.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';
import { texts } from '../texts.ts';

const t = texts.analysis;

/** Frames taken at one time: each is a decoder of its own in the program. */
const atOnce = 2;

/** The playhead; an empty film begins at its beginning, wherever that stands. */
export function apartFrom(editor: Editor): number {
  return projectOf(editor.document.store.getState()).keyframes.length === 0 ? 0 : editor.transport.frame();
}

/** Opens the dialog for videos of the bin, one after the other; the first one's keyframes would begin at `frame`. */
export function openTakeApart(editor: Editor, videos: readonly string[], frame: number): void {
  if (videos.length > 0) {
    editor.analysis.setState({ apart: { videos, of: videos.length, frame } });
    editor.stage.setState({ dialog: 'apart' });
  }
}

/** A frame of a video, as `AnalysisState.taken` knows it. */
export const takenId = (project: string, asset: string, seconds: number): string =>
  `${project}/${asset}@${String(seconds)}`;

export interface Put {
  readonly asset: string;
  /** The video's name for people. */
  readonly name: string;
  readonly analysis: Analysis;
  readonly proposals: readonly Proposal[];
  /** The film frame at which the video's first would lie. */
  readonly from: number;
  /** What the film takes over from the video, as a part of the same step; null for nothing. */
  readonly adoption: Adoption | null;
  readonly signal: AbortSignal;
  readonly onTaken: (done: number) => void;
}

/**
 * Takes the proposed frames in full size and puts them on the timeline at their own times, as one step to undo. Answers
 * whether it did: not when `signal` ended it, or another film was opened meanwhile. Frames that were taken are kept
 * for the next time. Rejects with a Fault; nothing is changed then.
 */
export async function putOnTimeline(editor: Editor, put: Put): Promise<boolean> {
  const { analysis, proposals, from, adoption, signal } = put;
  const before = projectOf(editor.document.store.getState());
  const taken = await takeAll(editor, before.id, put);
  const now = projectOf(editor.document.store.getState());
  if (taken === null || signal.aborted || now.id !== before.id) {
    return false;
  }
  const start = analysis.shots[0]?.start ?? 0;
  const { name } = put;
  const stem = name.replace(/\.[^.]+$/, '');
  const fps = adoption?.fps ?? now.fps;
  const drops = taken.flatMap(({ id }, i) => {
    const proposal = proposals[i];
    return proposal === undefined
      ? []
      : [{ asset: id, frame: from + filmFrameAt(proposal.seconds - start, fps) }];
  });
  const isBehindAll = (now.keyframes.at(-1)?.frame ?? -1) < from;
  editor.document.edit(
    together(t.edit(name), [
      ...(adoption === null ? [] : [setSize(adoption.size), setFps(adoption.fps)]),
      ...taken.map(({ id, asset: file }, i) =>
        addAsset(id, { ...file, name: `${stem} ${(proposals[i]?.seconds ?? 0).toFixed(2)} s.png` }),
      ),
      addKeyframes(drops, nanoid),
    ]),
  );
  if (isBehindAll) {
    editor.sight.fit();
  }
  editor.say(t.was(taken.length));
  return true;
}

/** The frames of all proposals, in their order; null when `signal` ended it. */
async function takeAll(
  { client, analysis }: Editor,
  project: string,
  { asset, proposals, signal, onTaken }: Put,
): Promise<readonly ImportedAsset[] | null> {
  const found: ImportedAsset[] = [];
  let [next, done] = [0, 0];
  const worker = async () => {
    for (let i = next++; i < proposals.length && !signal.aborted; i = next++) {
      const seconds = proposals[i]?.seconds ?? 0;
      const id = takenId(project, asset, seconds);
      let picture = analysis.getState().taken.get(id);
      if (picture === undefined) {
        [picture] = await client.analysis.take({ project, asset, seconds: [seconds] });
      }
      if (picture !== undefined) {
        const own = picture;
        found[i] = own;
        analysis.setState(({ taken }) => ({ taken: new Map(taken).set(id, own) }));
        onTaken((done += 1));
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return signal.aborted ? null : found;
}
