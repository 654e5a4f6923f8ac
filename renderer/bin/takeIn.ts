import { nanoid } from 'nanoid';
import { toast } from 'sonner';
import {
  addAsset,
  defaultGap,
  replaceAsset,
  setSound,
  spreadKeyframes,
  together,
  type Edit,
} from '../../shared/project/edits.ts';
import { apartFrom, openTakeApart } from '../analysis/takeApart.ts';
import type { Editor } from '../app/editor.ts';
import { addCaptionFile, isCaptionFile } from '../captions/captionFile.ts';
import { showFault } from '../app/editor.ts';
import { showRefusals } from './showRefusals.tsx';
import { whenReady } from './whenReady.ts';
import { takeIn, type Intake } from '../connection/intake.ts';
import { adopt } from '../document/files.ts';
import { projectOf } from '../document/openDocument.ts';
import { texts } from '../texts.ts';

/** Files taken in at one time: enough to keep main busy, few enough to show the first soon. */
const atOnce = 3;

async function takeInAll(project: string, files: readonly File[]): Promise<readonly Intake[]> {
  const answers: Intake[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < files.length; i = next++) {
      const file = files[i];
      if (file !== undefined) {
        answers[i] = await takeIn(project, file);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}

/**
 * Takes files into the project: into the bin, and from the frame `place` on as keyframes, `null` for the bin alone.
 * A function is asked once a film is open. All that were taken are one step to undo; each that was refused is told
 * in one sentence.
 */
export async function addFiles(
  editor: Editor,
  files: readonly File[],
  place: number | null | (() => number | null),
): Promise<void> {
  const isFilm = (file: File) => file.name.toLowerCase().endsWith('.entracte');
  const film = files.find(isFilm);
  if (film !== undefined) {
    await adopt(editor, film);
    await findMissing(
      editor,
      files.filter((file) => !isFilm(file)),
    );
    return;
  }
  await whenReady(editor, files.length);
  const captions = files.findLast(isCaptionFile);
  if (captions !== undefined) {
    await addCaptionFile(editor, captions);
    files = files.filter((file) => !isCaptionFile(file));
  }
  if (files.length === 0) {
    return;
  }
  const frame = typeof place === 'function' ? place() : place;
  const project = projectOf(editor.document.store.getState()).id;
  const note = files.length > 2 ? toast.loading(texts.files.adding(files.length)) : undefined;
  const answers = await takeInAll(project, files);
  toast.dismiss(note);
  const taken = answers.flatMap((answer) => (answer.state === 'taken' ? [answer.imported] : []));
  showRefusals(answers.flatMap((answer) => (answer.state === 'refused' ? [answer.fault] : [])));
  if (taken.length === 0) {
    return;
  }
  const pictures = taken.filter(({ asset }) => asset.kind === 'image');
  const edits: Edit[] = taken.map(({ id, asset }) => addAsset(id, asset));
  if (frame !== null && pictures.length > 0) {
    const drops = pictures.map(({ id, asset }) => ({ asset: id, name: asset.name }));
    edits.push(spreadKeyframes(drops, frame, nanoid, { ripple: editor.preferences.getState().ripple }));
  }
  const sound = taken.find(({ asset }) => asset.kind === 'audio');
  if (sound !== undefined) {
    edits.push(setSound(sound.id));
  }
  const { assets } = projectOf(editor.document.store.getState());
  if (frame === null && pictures.length === taken.length && taken.every(({ id }) => id in assets)) {
    toast.info(texts.bin.known(taken.length));
    return;
  }
  const wasEmpty = projectOf(editor.document.store.getState()).keyframes.length === 0;
  editor.document.edit(together(texts.files.adds(taken.length, pictures.length), edits));
  if (wasEmpty) {
    editor.sight.fit();
  }
  editor.say(texts.files.added(taken.length));
  const videos = [...new Set(taken.flatMap(({ id, asset }) => (asset.kind === 'video' ? [id] : [])))];
  if (frame === null) {
    offerTakeApart(editor, videos);
  } else {
    // Pictures of the same drop lie before what comes out of its videos.
    openTakeApart(editor, videos, frame + pictures.length * defaultGap);
  }
}

/** Videos that were only put into the bin can be taken apart with one click. */
function offerTakeApart(editor: Editor, videos: readonly string[]): void {
  if (videos.length === 0) {
    return;
  }
  toast.success(texts.analysis.inBin(videos.length), {
    action: {
      label: texts.analysis.open,
      onClick: () => {
        openTakeApart(editor, videos, apartFrom(editor));
      },
    },
    duration: 12_000,
  });
}

/** Takes in pictures that a dropped film names: the same content is the same asset, so they are found again. */
async function findMissing(editor: Editor, files: readonly File[]): Promise<void> {
  const project = projectOf(editor.document.store.getState());
  const answers = await takeInAll(project.id, files);
  for (const answer of answers) {
    if (answer.state === 'taken' && answer.imported.id in project.assets) {
      editor.document.found(answer.imported.id);
    }
  }
  showRefusals(answers.flatMap((answer) => (answer.state === 'refused' ? [answer.fault] : [])));
}

/** Puts assets of the bin on the timeline: pictures as keyframes, a sound under the film; a video is taken apart. */
export function placeAssets(editor: Editor, ids: readonly string[], frame: number): void {
  const { assets } = projectOf(editor.document.store.getState());
  const drops = ids.flatMap((id) => {
    const asset = assets[id];
    return asset?.kind === 'image' ? [{ asset: id, name: asset.name }] : [];
  });
  if (drops.length > 0) {
    const { ripple } = editor.preferences.getState();
    editor.document.edit(spreadKeyframes(drops, frame, nanoid, { ripple }));
  }
  const sound = ids.find((id) => assets[id]?.kind === 'audio');
  if (sound !== undefined) {
    editor.document.edit(setSound(sound));
  }
  const videos = ids.filter((id) => assets[id]?.kind === 'video');
  openTakeApart(editor, videos, frame + drops.length * defaultGap);
}

/** Puts a chosen file in the place of a missing one. */
export async function relink(editor: Editor, asset: string, file: File): Promise<void> {
  const project = projectOf(editor.document.store.getState()).id;
  const answer = await takeIn(project, file);
  if (answer.state === 'refused') {
    showFault(answer.fault);
    return;
  }
  const { id, asset: found } = answer.imported;
  if (id !== asset) {
    editor.document.edit(replaceAsset(asset, id, found));
  }
  editor.document.found(asset);
  toast.success(texts.files.relinked(found.name));
}

/** Asks for files with the browser's dialog. */
export function pickFiles(multiple: boolean, accept = 'image/*,audio/*,video/*'): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    input.addEventListener('change', () => {
      resolve([...(input.files ?? [])]);
    });
    input.addEventListener('cancel', () => {
      resolve([]);
    });
    input.click();
  });
}
