import { Sparkles } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Suggestion } from '../../shared/analysis/vision/contract.ts';
import { runAction } from '../actions/registry.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Button } from '../parts/Button.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { accept, dismiss, offersIn, type Offer } from './suggestions.ts';

const t = texts.vision;

export function useOffers(): readonly Offer[] {
  const editor = useEditor();
  const project = useProject();
  const suggestions = useStore(editor.analysis, (state) => state.suggestions);
  const dismissed = useStore(editor.analysis, (state) => state.dismissed);
  return useMemo(() => offersIn(project, suggestions, dismissed), [project, suggestions, dismissed]);
}

interface OffersProps {
  /** Of the selected segments. */
  readonly keys: readonly string[];
  /** Whether words would be of use and none are there: a model can be asked for them. */
  readonly asks: boolean;
}

/** Below the prompt of the selected segments: what a vision model suggests for them. */
export function SegmentOffers({ keys, asks }: OffersProps) {
  const editor = useEditor();
  const offers = useOffers();
  const chosen = new Set(keys);
  const own = offers.filter(({ key }) => chosen.has(key));
  const [only] = own;
  if (only === undefined) {
    return asks ? (
      <Button
        look="quiet"
        className="-ml-1 h-6 self-start"
        onClick={() => {
          runAction(editor, 'film.describe');
        }}
      >
        <Sparkles className="size-3.5" aria-hidden />
        {t.suggest}
      </Button>
    ) : null;
  }
  if (keys.length > 1) {
    return (
      <Button
        onClick={() => {
          accept(editor, own);
        }}
      >
        <Sparkles className="size-3.5" aria-hidden />
        {t.acceptMany(own.length)}
      </Button>
    );
  }
  const free = offers.filter(({ replaces }) => !replaces);
  return (
    <Said
      heading={t.suggests(only.suggestion.model)}
      suggestion={only.suggestion}
      note={only.suggestion.seen === 'one' ? t.sawOne : null}
    >
      <Button
        className="h-6"
        onClick={() => {
          accept(editor, [only]);
        }}
      >
        {t.accept}
      </Button>
      <Button
        look="quiet"
        className="h-6"
        onClick={() => {
          dismiss(editor, only.suggestion);
        }}
      >
        {t.dismiss}
      </Button>
      {free.length > 1 && (
        <Button
          look="quiet"
          className="ml-auto h-6"
          onClick={() => {
            accept(editor, free);
          }}
        >
          {t.acceptAll(free.length)}
        </Button>
      )}
    </Said>
  );
}

/** What a vision model says of a keyframe. */
export function KeyframeWords({ keyframe }: { readonly keyframe: string }) {
  const editor = useEditor();
  const suggestion = useStore(editor.analysis, ({ suggestions }) =>
    suggestions.find(({ about }) => about.kind === 'frame' && about.keyframe === keyframe),
  );
  return suggestion === undefined ? null : (
    <Section>
      <Said heading={t.describes(suggestion.model)} suggestion={suggestion} note={null} />
    </Section>
  );
}

interface SaidProps {
  readonly heading: string;
  readonly suggestion: Suggestion;
  readonly note: string | null;
  readonly children?: ReactNode;
}

function Said({ heading, suggestion, note, children }: SaidProps) {
  return (
    <div
      data-testid="suggestion"
      className="flex flex-col gap-1.5 rounded-control border border-line bg-raised px-2 py-1.5 text-small"
    >
      <p className="flex items-center gap-1.5 text-dim">
        <Sparkles className="size-3.5 shrink-0 text-accent" aria-hidden />
        <span className="truncate">{heading}</span>
      </p>
      <p className="text-text" data-selectable>
        {suggestion.text}
      </p>
      {note !== null && <p className="text-faint">{note}</p>}
      {children !== undefined && <div className="flex flex-wrap items-center gap-1">{children}</div>}
    </div>
  );
}

/** In the film's inspector: where words come from, and all that wait to be accepted. */
export function WordsSection() {
  const editor = useEditor();
  const free = useOffers().filter(({ replaces }) => !replaces);
  const { keyframes } = useProject();
  return (
    <Section
      title={t.section}
      aside={free.length > 0 && <span className="numeric text-small text-dim">{t.waiting(free.length)}</span>}
    >
      <p className="text-small text-dim">{t.sectionNote}</p>
      <div className="flex flex-wrap gap-2">
        <Button
          disabled={keyframes.length === 0}
          onClick={() => {
            runAction(editor, 'film.describe');
          }}
        >
          {t.describe}
        </Button>
        {free.length > 0 && (
          <Button
            onClick={() => {
              accept(editor, free);
            }}
          >
            {t.acceptAll(free.length)}
          </Button>
        )}
      </div>
    </Section>
  );
}
