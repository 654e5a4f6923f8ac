import { z } from 'zod';
import { plainTag } from './tags.ts';

/** One entry as a model wrote it. */
export interface Entry {
  readonly tag: string;
  readonly text: string;
  readonly between: string;
}

const entrySchema = z.object({
  tag: z.string().nullish(),
  text: z.string(),
  between: z.string().nullish(),
});

/** Characters of a description that are kept. */
const longest = 2000;

/**
 * The entries in a model's answer; null where it is not JSON of that form. Takes JSON alone, in a code fence, after
 * a `<think>` block, or between other words; the array by itself; a single entry by itself. An entry that is not
 * whole is left out.
 */
export function entriesIn(answer: string): readonly Entry[] | null {
  const json = jsonIn(answer.replace(/<think>[\s\S]*?<\/think>/g, ''));
  const list = z.object({ entries: z.array(z.unknown()) }).safeParse(json);
  const all: readonly unknown[] | null = list.success
    ? list.data.entries
    : Array.isArray(json)
      ? json
      : entrySchema.safeParse(json).success
        ? [json]
        : null;
  return all?.flatMap((one) => entryOf(one) ?? []) ?? null;
}

function entryOf(value: unknown): Entry | null {
  const read = entrySchema.safeParse(value);
  if (!read.success) {
    return null;
  }
  const tag = plainTag(read.data.tag ?? '');
  const clean = (text: string) => withoutTag(text.trim(), tag).slice(0, longest);
  return { tag, text: clean(read.data.text), between: clean(read.data.between ?? '') };
}

/** Sentences that speak of the code are about the strip, not about the film. */
function withoutTag(text: string, tag: string): string {
  if (tag.length < 3 || !text.includes(tag)) {
    return text;
  }
  const code = new RegExp(`(?<![A-Za-z])${tag}(?![A-Za-z])`);
  return text
    .split(/(?<=[.!?。！？])\s+/)
    .filter((sentence) => !code.test(sentence))
    .join(' ');
}

/**
 * The entry of each picture, by its code; null where there is none, where it says nothing, or where the same code came
 * back twice: then one of the two is wrong and nobody can say which. Codes nobody printed are refused.
 */
export function byTag(entries: readonly Entry[], tags: readonly string[]): readonly (Entry | null)[] {
  return tags.map((tag) => {
    const [entry, ...more] = entries.filter((one) => one.tag === tag);
    return entry === undefined || more.length > 0 || entry.text === '' ? null : entry;
  });
}

function jsonIn(text: string): unknown {
  const whole = parsed(text.trim());
  if (whole !== undefined) {
    return whole;
  }
  const fenced = /```(?:json)?\s*([\s\S]*?)```/i.exec(text)?.[1];
  const inFence = fenced === undefined ? undefined : parsed(fenced.trim());
  if (inFence !== undefined) {
    return inFence;
  }
  const [from, to] = [text.search(/[{[]/), Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))];
  return from < 0 || to <= from ? undefined : parsed(text.slice(from, to + 1));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
