import type { ReactNode } from 'react';
import type { Slide } from '../../shared/captions/schema.ts';
import { Choice, Segmented } from '../parts/Choice.tsx';
import { ColourField } from '../parts/ColourField.tsx';
import { Check, NumberField, Row } from '../parts/Field.tsx';
import { optionsOf } from '../parts/options.ts';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { EdgeRows, type LookProps } from './EdgeRows.tsx';
import { FontChoice } from './FontChoice.tsx';
import { LackingNote } from './LackingNote.tsx';
import { OptionalColour } from './OptionalColour.tsx';

const t = texts.captions;

interface StyleProps extends LookProps {
  readonly title: string;
  /** Those that look so. */
  readonly slides: readonly Slide[];
  readonly aside?: ReactNode;
}

/** The look of captions: the track's, or of some slides alone. */
export function StyleSection({ title, style, slides, aside, onStyle }: StyleProps) {
  return (
    <Section title={title} aside={aside}>
      <Row label={t.font}>
        {(id) => (
          <FontChoice
            id={id}
            font={style.font}
            onFont={(font) => {
              onStyle({ font });
            }}
          />
        )}
      </Row>
      <LackingNote font={style.font} slides={slides} />
      <Row label={t.size}>
        {(id) => (
          <>
            <NumberField
              id={id}
              least={8}
              most={400}
              value={style.size}
              onValue={(size) => {
                if (size !== null) {
                  onStyle({ size, smallest: Math.min(style.smallest, size) });
                }
              }}
            />
            <Check
              label={t.bold}
              checked={style.bold}
              onChecked={(bold) => {
                onStyle({ bold });
              }}
            />
          </>
        )}
      </Row>
      <Row label={t.colour}>
        {(id) => (
          <>
            <ColourField
              id={id}
              value={style.colour}
              onValue={(colour) => {
                onStyle({ colour });
              }}
            />
            <Check
              label={t.upperCase}
              checked={style.upperCase}
              onChecked={(upperCase) => {
                onStyle({ upperCase });
              }}
            />
          </>
        )}
      </Row>
      <MarkRows style={style} onStyle={onStyle} />
      <EdgeRows style={style} onStyle={onStyle} />
      <PlaceRows style={style} onStyle={onStyle} />
    </Section>
  );
}

/** What is marked of a slide, and what of it is seen. */
function MarkRows({ style, onStyle }: LookProps) {
  return (
    <>
      <Row label={t.show}>
        {(id) => (
          <Choice
            id={id}
            label={t.show}
            value={style.show}
            options={optionsOf(t.shows)}
            onValue={(show) => {
              onStyle({ show });
            }}
          />
        )}
      </Row>
      <Row label={t.mark}>
        {(id) => (
          <Choice
            id={id}
            label={t.mark}
            value={style.mark}
            options={optionsOf(t.marks)}
            onValue={(mark) => {
              onStyle({ mark });
            }}
          />
        )}
      </Row>
      {style.mark !== 'none' && (
        <>
          <Row label={t.currentColour}>
            {(id) => (
              <>
                <ColourField
                  id={id}
                  value={style.currentColour}
                  onValue={(currentColour) => {
                    onStyle({ currentColour });
                  }}
                />
                <Check
                  label={t.currentBold}
                  checked={style.currentBold}
                  onChecked={(currentBold) => {
                    onStyle({ currentBold });
                  }}
                />
              </>
            )}
          </Row>
          <OptionalColour
            label={t.currentBox}
            value={style.currentBox}
            plain="#00000080"
            onValue={(currentBox) => {
              onStyle({ currentBox });
            }}
          />
        </>
      )}
    </>
  );
}

/** Fractions of the film's height at which captions stand. */
const heights = { top: 0.08, middle: 0.5, bottom: 0.92 } as const;

function PlaceRows({ style, onStyle }: LookProps) {
  return (
    <>
      <Row label={t.place}>
        {() => (
          <Segmented
            label={t.place}
            wide
            value={style.anchor}
            options={optionsOf(t.anchors)}
            onValue={(anchor) => {
              onStyle({ anchor, position: { ...style.position, y: heights[anchor] } });
            }}
          />
        )}
      </Row>
      <Row label={t.align}>
        {() => (
          <Segmented
            label={t.align}
            wide
            value={style.align}
            options={optionsOf(t.aligns)}
            onValue={(align) => {
              onStyle({ align });
            }}
          />
        )}
      </Row>
    </>
  );
}
