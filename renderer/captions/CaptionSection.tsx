import { removeCaptions, setCaptionStyle } from '../../shared/project/edits.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { addFiles, pickFiles } from '../bin/takeIn.ts';
import { Button } from '../parts/Button.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { captionEndings, writeCaption } from './captionFile.ts';
import { StyleSection } from './StyleSection.tsx';

const t = texts.captions;

/** The film's captions as a whole: where they come from and how they look. */
export function CaptionSection() {
  const editor = useEditor();
  const { captions } = useProject();
  const choose = () => {
    void pickFiles(false, captionEndings.join()).then((files) => addFiles(editor, files, null));
  };
  const words = captions?.slides.reduce((sum, slide) => sum + slide.words.length, 0) ?? 0;
  return (
    <>
      <Section title={t.title}>
        <p className="text-small text-dim">
          {captions === null ? t.none : t.count(captions.slides.length, words)}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button onClick={choose}>{captions === null ? t.choose : t.replace}</Button>
          <Button
            onClick={() => {
              writeCaption(editor);
            }}
          >
            {t.write}
          </Button>
          {captions !== null && (
            <Button
              look="quiet"
              onClick={() => {
                editor.document.edit(removeCaptions());
              }}
            >
              {t.removeAll}
            </Button>
          )}
        </div>
      </Section>
      {captions !== null && (
        <StyleSection
          title={t.style}
          style={captions.style}
          slides={captions.slides}
          onStyle={(patch) => {
            editor.document.edit(setCaptionStyle(null, patch), `style:${Object.keys(patch).join()}`);
          }}
        />
      )}
    </>
  );
}
