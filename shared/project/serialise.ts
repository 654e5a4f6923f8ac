import type { CaptionTrack } from '../captions/schema.ts';
import { tidy } from './edits/settings.ts';
import { projectSchema, type Project } from './schema.ts';
import { segmentsOf } from './timeline.ts';

/**
 * The project file's text: JSON that people can read and compare, the fields always in one order, one keyframe,
 * asset, segment or slide a line, segments in the order of the film. Orphaned settings are left out. Throws a ZodError for
 * a project that could not be opened again.
 */
export function serialiseProject(project: Project): string {
  // Parsing answers the fields in the order of the schema, whatever order edits left them in.
  const { keyframes, assets, segments, captions, ...head } = projectSchema.parse(tidy(project));
  const ordered = segmentsOf(project).flatMap(({ key }) => {
    const settings = segments[key];
    return settings === undefined ? [] : [[key, settings] as const];
  });
  const fields = [
    ...Object.entries(head).map(([key, value]) => [key, oneLine(value)] as const),
    ['assets', table(Object.entries(assets))] as const,
    ['keyframes', lines('[', keyframes.map(oneLine), ']')] as const,
    ['segments', table(ordered)] as const,
    ['captions', captions === null ? 'null' : track(captions)] as const,
  ];
  return `{\n${fields.map(([key, text]) => `  ${JSON.stringify(key)}: ${text}`).join(',\n')}\n}\n`;
}

const track = ({ style, slides }: CaptionTrack) =>
  `{ "style": ${oneLine(style)}, "slides": ${lines('[', slides.map(oneLine), ']')} }`;

const table = (entries: readonly (readonly [string, unknown])[]) =>
  lines(
    '{',
    entries.map(([key, value]) => `${JSON.stringify(key)}: ${oneLine(value)}`),
    '}',
  );

const lines = (open: string, items: readonly string[], close: string) =>
  items.length === 0 ? `${open}${close}` : `${open}\n    ${items.join(',\n    ')}\n  ${close}`;

/** JSON on one line, with the spaces people put. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(oneLine).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  return JSON.stringify(value);
}
