import type { CaptionStyle } from '../../shared/captions/schema.ts';
import { Choice } from '../parts/Choice.tsx';
import { ColourField } from '../parts/ColourField.tsx';
import { NumberField, Row } from '../parts/Field.tsx';
import { optionsOf } from '../parts/options.ts';
import { texts } from '../texts.ts';
import { OptionalColour } from './OptionalColour.tsx';

const t = texts.captions;

/** A look and how it is changed. */
export interface LookProps {
  readonly style: CaptionStyle;
  readonly onStyle: (patch: Partial<CaptionStyle>) => void;
}

/** Outline, shadow and boxes. */
export function EdgeRows({ style, onStyle }: LookProps) {
  const { outline, shadow, box } = style;
  return (
    <>
      <OptionalColour
        label={t.outline}
        value={outline?.colour ?? null}
        plain="#000000"
        onValue={(colour) => {
          onStyle({ outline: colour === null ? null : { width: outline?.width ?? 4, colour } });
        }}
      >
        {outline !== null && (
          <NumberField
            label={t.outline}
            least={0}
            most={60}
            value={outline.width}
            onValue={(width) => {
              onStyle({ outline: { ...outline, width: width ?? outline.width } });
            }}
          />
        )}
      </OptionalColour>
      <OptionalColour
        label={t.shadow}
        value={shadow?.colour ?? null}
        plain="#000000b3"
        onValue={(colour) => {
          onStyle({ shadow: colour === null ? null : { x: 0, y: 4, blur: 8, ...shadow, colour } });
        }}
      />
      <Row label={t.box}>
        {(id) => (
          <>
            <Choice
              id={id}
              label={t.box}
              value={box?.around ?? 'none'}
              options={optionsOf(t.boxes)}
              onValue={(around) => {
                const plain = { colour: '#000000a6', padding: 18, radius: 10 };
                onStyle({ box: around === 'none' ? null : { ...plain, ...box, around } });
              }}
            />
            {box !== null && (
              <ColourField
                label={t.box}
                value={box.colour}
                onValue={(colour) => {
                  onStyle({ box: { ...box, colour } });
                }}
              />
            )}
          </>
        )}
      </Row>
    </>
  );
}
