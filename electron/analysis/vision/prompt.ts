/** What is asked changes what is answered: part of every cache key. Raise it with every change of the words below. */
export const promptVersion = 1;

export interface Asked {
  readonly seconds: number;
  /** Shown only so that the next picture can be compared with it. */
  readonly isLead: boolean;
  /** Also what happens from the picture before to this one. */
  readonly between: boolean;
}

export interface Question {
  readonly pictures: readonly Asked[];
  /** What was said about the picture before the first one; null for none. */
  readonly before: string | null;
  readonly language: string;
  /** The pictures carry codes. */
  readonly tagged: boolean;
}

/** The instructions, the same for every call of a run. The codes are never told: they must be read. */
export function instructions({ tagged, language }: Pick<Question, 'tagged' | 'language'>): string {
  return [
    'You describe frames of a film for someone who will animate them.',
    tagged
      ? 'Under each picture a white strip shows a code of three capital letters. Copy the code of each picture into "tag" exactly as you read it. The strip is not part of the film: never mention it or the code in a description.'
      : 'Leave "tag" empty.',
    'Answer with JSON only: {"entries": [{"tag": "...", "text": "...", "between": "..."}]}, one entry a picture, in their order.',
    '"text": one or two sentences on what the picture shows: subject, action, place, light, framing, camera. No preamble, no guesses about what is not seen.',
    '"between": where asked for, one sentence on what happens from the picture before to this one (motion, change, camera), written as an instruction for an animator; else an empty text.',
    `Write in ${language}.`,
  ].join('\n');
}

/** The words before the pictures. */
export function opening({ pictures, before }: Question): string {
  const count =
    pictures.length === 1 ? 'One picture.' : `${String(pictures.length)} pictures, in the order of the film.`;
  return before === null ? count : `${count} Just before them the film showed: ${before}`;
}

/** The words before one picture. */
export function caption({ seconds, between, isLead }: Asked, index: number): string {
  const wanted = isLead ? ' For comparison.' : between ? ' Say also what happens between.' : '';
  return `Picture ${String(index + 1)}, at ${seconds.toFixed(2)} s.${wanted}`;
}

/** The JSON schema of an answer, in the subset that strict structured outputs allow. */
export const answerSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['entries'],
  properties: {
    entries: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['tag', 'text', 'between'],
        properties: {
          tag: { type: 'string' },
          text: { type: 'string' },
          between: { type: 'string' },
        },
      },
    },
  },
} as const;

/** What is carried on from one batch to the next: at most 300 characters. */
export function summaryOf(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length <= 300 ? flat : `${flat.slice(0, 299).replace(/\s\S*$/, '')}…`;
}
