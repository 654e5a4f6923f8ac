import { useCallback, useMemo } from 'react';
import { lackingNote } from '../../shared/captions/lacking.ts';
import type { Slide } from '../../shared/captions/schema.ts';
import { textOf } from '../../shared/captions/slide.ts';
import { useEditor } from '../app/editor.ts';
import { useAnswer } from '../connection/useAnswer.ts';

/** Says which letters of some captions no font has here; nothing where all can be painted. */
export function LackingNote({ font, slides }: { readonly font: string; readonly slides: readonly Slide[] }) {
  const { client } = useEditor();
  const text = useMemo(() => [...new Set(slides.map(textOf).join(''))].join(''), [slides]);
  const asked = useMemo(() => ({ font, text }), [font, text]);
  const ask = useCallback(
    (about: typeof asked, signal: AbortSignal) => client.captions.lacking(about, { signal }),
    [client],
  );
  const note = lackingNote(useAnswer(ask, asked, 200)?.value ?? []);
  return note === null ? null : (
    <p role="status" className="text-small text-stale">
      {note}
    </p>
  );
}
