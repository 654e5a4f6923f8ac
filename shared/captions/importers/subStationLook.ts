import type { CaptionStyle } from '../schema.ts';

/** The pixels an ASS file counts in. */
export interface Screen {
  readonly width: number;
  readonly height: number;
}

/** A `Style:` line as ours. Sizes are told for a film 1080 high; SecondaryColour (not yet sung) becomes the plain colour of karaoke. */
export function readLook(fields: ReadonlyMap<string, string>, screen: Screen): Partial<CaptionStyle> {
  const scale = 1080 / screen.height;
  const number = (name: string, otherwise: number) => {
    const value = Number.parseFloat(fields.get(name) ?? '');
    return Number.isFinite(value) ? value : otherwise;
  };
  const colour = (name: string, otherwise: string) => readColour(fields.get(name) ?? '') ?? otherwise;
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value * scale));
  const size = Math.min(1080, Math.max(4, number('fontsize', 18) * scale));
  const bold = number('bold', 0) !== 0;
  const outline = clamp(number('outline', 2), 200);
  const shadow = clamp(number('shadow', 0), 200);
  const primary = colour('primarycolour', '#ffffff');
  const back = colour('backcolour', '#000000');
  const boxed = number('borderstyle', 1) === 3;
  const outlineColour = colour('outlinecolour', '#000000');
  return {
    font:
      fields.get('fontname') === undefined || fields.get('fontname') === ''
        ? 'Inter'
        : (fields.get('fontname') ?? 'Inter').slice(0, 200),
    size,
    smallest: Math.max(4, size / 2),
    bold,
    currentBold: bold,
    colour: primary,
    currentColour: colour('secondarycolour', primary),
    outline: boxed || outline === 0 ? null : { width: outline, colour: outlineColour },
    shadow: boxed || shadow === 0 ? null : { x: shadow, y: shadow, blur: 0, colour: back },
    box: boxed ? { colour: outlineColour, padding: outline, radius: 0, around: 'line' } : null,
    ...sidesOf(number('alignment', 2), Math.min(0.4, Math.max(0, number('marginv', 10) / screen.height))),
  };
}

/** Alignment as a number pad has it: 1..3 below, 4..6 in the middle, 7..9 above; `margin` in fractions of the height. */
export function sidesOf(pad: number, margin: number): Pick<CaptionStyle, 'align' | 'anchor' | 'position'> {
  const align = (['left', 'center', 'right'] as const)[(pad - 1) % 3] ?? 'center';
  const row = Math.floor((pad - 1) / 3);
  const anchor = (['bottom', 'middle', 'top'] as const)[row] ?? 'bottom';
  const y = anchor === 'middle' ? 0.5 : anchor === 'top' ? margin : 1 - margin;
  return { align, anchor, position: { x: 0.5, y } };
}

/** `&HAABBGGRR` (alpha 0 is opaque) or a decimal BGR of old files, as `#rrggbbaa`; null when it is neither. */
function readColour(text: string): string | null {
  const hex = /^&H([0-9a-f]{1,8})&?$/i.exec(text)?.[1];
  const value = hex === undefined ? (/^\d+$/.test(text) ? Number(text) : null) : parseInt(hex, 16);
  if (value === null) {
    return null;
  }
  const byte = (shift: number) => Math.floor(value / 2 ** shift) % 256;
  const two = (part: number) => part.toString(16).padStart(2, '0');
  const opacity = 255 - byte(24);
  return `#${two(byte(0))}${two(byte(8))}${two(byte(16))}${opacity === 255 ? '' : two(opacity)}`;
}
