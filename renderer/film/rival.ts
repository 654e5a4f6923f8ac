import type { Prepared } from '../../shared/contract.ts';
import { setSegments } from '../../shared/project/edits.ts';
import type { Segment } from '../../shared/project/timeline.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';
import { goTo } from '../actions/play.ts';
import { texts } from '../texts.ts';

type Take = Prepared['segments'][number]['takes'][number];

/** Takes of a segment with their names, the newest first: a number by age, and what made it where that differs. */
export function namedTakes(
  takes: readonly Take[],
): readonly { readonly take: Take; readonly name: string }[] {
  const differ = new Set(takes.map(({ label }) => label)).size > 1;
  return takes
    .toSorted((a, b) => b.made - a.made)
    .map((take, i) => ({
      take,
      name: [String(takes.length - i), ...(differ && take.label !== '' ? [take.label] : [])].join(' · '),
    }));
}

/** Holds a take of a segment against what the film shows there, in the viewer's Compare. */
export async function compareTake(
  editor: Editor,
  segment: Segment,
  takes: readonly Take[],
  key: string,
): Promise<void> {
  const project = projectOf(editor.document.store.getState());
  const names = namedTakes(takes);
  const [left, right] = [names.find(({ take }) => take.key === key), names.find(({ take }) => take.current)];
  try {
    // The same film with the other take chosen: main serves its frames like any other's.
    const prepared = await editor.client.film.prepare({
      project: setSegments([segment.key], { take: key }).apply(project),
    });
    editor.stage.setState({
      mode: 'compare',
      rival: {
        prepared,
        segment: segment.key,
        take: key,
        name: texts.inspector.take(left?.name ?? ''),
        against: texts.inspector.take(right?.name ?? ''),
      },
    });
    const frame = editor.transport.frame();
    if (frame <= segment.first || frame >= segment.last) {
      goTo(editor, Math.floor((segment.first + segment.last) / 2));
    }
  } catch (error) {
    editor.complain(error);
  }
}

/** Ends a comparison that no longer says anything: its film or its takes are others. */
export function endRivalWith(editor: Editor): void {
  editor.document.store.subscribe((now, before) => {
    const [project, old] = [projectOf(now), projectOf(before)];
    const { rival } = editor.stage.getState();
    if (rival !== null && (project.keyframes !== old.keyframes || project.id !== old.id)) {
      editor.stage.setState({ rival: null });
    }
  });
}
