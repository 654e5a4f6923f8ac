import { Combine, Scissors, Trash2 } from 'lucide-react';
import { nanoid } from 'nanoid';
import { useState } from 'react';
import {
  clearSlideStyle,
  mergeSlides,
  removeSlides,
  resizeSlide,
  setCaptionStyle,
  setSlideText,
  setSlideTiming,
  setWordTime,
  splitSlide,
} from '../../shared/project/edits.ts';
import type { Slide } from '../../shared/captions/schema.ts';
import { styleOf, textOf } from '../../shared/captions/slide.ts';
import { secondsAt } from '../../shared/project/timeline.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Segmented } from '../parts/Choice.tsx';
import { NumberField, Row, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { common } from '../inspector/common.ts';
import { texts } from '../texts.ts';
import { StyleSection } from './StyleSection.tsx';

const t = texts.captions;
const timings = (['words', 'slide'] as const).map((value) => ({ value, label: t.timings[value] }));

/** One caption, or what several have in common. */
export function SlidePanel({ slides }: { readonly slides: readonly Slide[] }) {
  const editor = useEditor();
  const { captions, fps } = useProject();
  const [first] = slides;
  if (first === undefined || captions === null) {
    return null;
  }
  const ids = slides.map(({ id }) => id);
  const only = slides.length === 1 ? first : null;
  const styled = slides.some(({ style }) => Object.keys(style).length > 0);
  return (
    <>
      {only !== null && <TextSection key={only.id} slide={only} />}
      <Section>
        <Row label={t.timing}>
          {() => (
            <Segmented
              label={t.timing}
              wide
              value={common(slides, ({ timing }) => timing)}
              options={timings}
              onValue={(timing) => {
                editor.document.edit(setSlideTiming(ids, timing));
              }}
            />
          )}
        </Row>
        {only?.timing === 'words' && <Words slide={only} />}
      </Section>
      <StyleSection
        title={t.slideStyle}
        style={styleOf(captions, first)}
        slides={slides}
        aside={
          styled ? (
            <Button
              look="quiet"
              className="h-6 text-small"
              onClick={() => {
                editor.document.edit(clearSlideStyle(ids));
              }}
            >
              {t.sameStyle}
            </Button>
          ) : null
        }
        onStyle={(patch) => {
          editor.document.edit(
            setCaptionStyle(ids, patch),
            `style:${ids.join()}:${Object.keys(patch).join()}`,
          );
        }}
      />
      <div className="flex items-center gap-0.5 px-2 py-2" role="group">
        {only !== null && (
          <IconButton
            label={t.split}
            disabled={only.words.length < 2}
            onClick={() => {
              const at = secondsAt(editor.transport.frame(), fps);
              editor.document.edit(splitSlide(only.id, at, () => nanoid(8)));
            }}
          >
            <Scissors />
          </IconButton>
        )}
        {only === null && (
          <IconButton
            label={t.merge}
            onClick={() => {
              editor.document.edit(mergeSlides(ids));
            }}
          >
            <Combine />
          </IconButton>
        )}
        <IconButton
          label={t.remove}
          onClick={() => {
            editor.document.edit(removeSlides(ids));
          }}
        >
          <Trash2 />
        </IconButton>
      </div>
    </>
  );
}

/** The words as they are read, taken with every letter: words that stay keep their times. */
function TextSection({ slide }: { readonly slide: Slide }) {
  const editor = useEditor();
  const text = textOf(slide);
  // What is being written may not be a caption yet (empty, a space at its end): the film has it when it is one.
  const [writing, setWriting] = useState<string | null>(null);
  const time = (which: 'start' | 'end') => (id: string) => (
    <NumberField
      id={id}
      least={0}
      step={0.05}
      value={slide[which]}
      onValue={(seconds) => {
        if (seconds !== null) {
          editor.document.edit(resizeSlide(slide.id, { [which]: seconds }));
        }
      }}
    />
  );
  return (
    <Section>
      <Row label={t.text} hint={t.textHint} stacked>
        {(id) => (
          <TextField
            id={id}
            field="caption"
            rows={2}
            value={writing ?? text}
            onValue={(next) => {
              setWriting(next);
              editor.document.edit(setSlideText(slide.id, next), `caption:${slide.id}`);
            }}
            onLeave={() => {
              setWriting(null);
              editor.document.seal();
            }}
          />
        )}
      </Row>
      <Row label={t.start} hint={t.seconds}>
        {time('start')}
      </Row>
      <Row label={t.end} hint={t.seconds}>
        {time('end')}
      </Row>
    </Section>
  );
}

/** Rows of words that are drawn: more are no caption a person edits word by word. */
const mostWords = 60;

function Words({ slide }: { readonly slide: Slide }) {
  const editor = useEditor();
  const field = (index: number, which: 'start' | 'end') => (
    <NumberField
      label={`${t.word(index + 1)}, ${which === 'start' ? t.start : t.end}`}
      step={0.02}
      least={0}
      value={slide.words[index]?.[which] ?? 0}
      onValue={(seconds) => {
        if (seconds !== null) {
          editor.document.edit(setWordTime(slide.id, index, { [which]: seconds }));
        }
      }}
    />
  );
  return (
    <details>
      <summary className="cursor-default rounded-sm text-small text-dim hover:text-text">{t.words}</summary>
      <ol className="mt-2 flex flex-col gap-1">
        {slide.words.slice(0, mostWords).map((word, i) => (
          <li key={i} className="grid grid-cols-[1fr_4rem_4rem] items-center gap-1.5 text-small">
            <button
              type="button"
              className="truncate rounded-sm text-left hover:text-accent"
              title={word.text}
              onClick={() => {
                const { fps } = editor.document.store.getState().history.present;
                editor.transport.seek(Math.ceil((word.start * fps.num) / fps.den - 1e-6));
              }}
            >
              {word.text}
            </button>
            {field(i, 'start')}
            {field(i, 'end')}
          </li>
        ))}
      </ol>
      {slide.words.length > mostWords && (
        <p className="text-small text-faint">{t.wordsMore(slide.words.length - mostWords)}</p>
      )}
    </details>
  );
}
