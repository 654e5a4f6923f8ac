import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { suggestionSchema, type Suggestion } from '../../../shared/analysis/vision/contract.ts';
import type { FrameWords } from '../../../shared/analysis/vision/words.ts';
import type { Keyframe, Project } from '../../../shared/project/schema.ts';
import { segmentKey } from '../../../shared/project/timeline.ts';
import { writeAtomically } from '../../media/atomicWrite.ts';
import { lookOf } from './keyframes.ts';

/** A suggestion and the pictures it was made of, by look: it fits as long as they are shown. */
const keptSchema = z.object({ suggestion: suggestionSchema, looks: z.array(z.string()) });

type KeptSuggestion = z.infer<typeof keptSchema>;

/** What models said about the keyframes and segments of projects: the newest about each. */
export interface Suggestions {
  /** Those that fit the project as it is, in the film's order. */
  of(project: Project): Promise<Suggestion[]>;
  /** Adds what was said about a keyframe; answers the suggestions made of it. Written down by `settle`. */
  add(project: Project, words: FrameWords): Promise<readonly Suggestion[]>;
  settle(project: string): Promise<void>;
}

export function openSuggestions(dir: string): Suggestions {
  const held = new Map<string, Promise<Map<string, KeptSuggestion>>>();
  // An id comes out of a file somebody else may have written: it is no name for a file.
  const fileOf = (project: string) =>
    path.join(dir, `${createHash('sha256').update(project).digest('hex').slice(0, 32)}.json`);
  const all = (project: string) => {
    const known = held.get(project) ?? read(fileOf(project));
    held.set(project, known);
    return known;
  };
  return {
    of: async (project) => {
      const kept = await all(project.id);
      return [...aboutsOf(project)].flatMap(([name, looks]) => {
        const found = kept.get(name);
        return found !== undefined && String(found.looks) === String(looks) ? [found.suggestion] : [];
      });
    },
    add: async (project, words) => {
      const kept = await all(project.id);
      const made = suggestionsIn(project, words);
      for (const one of made) {
        kept.set(nameOf(one.suggestion.about), one);
      }
      return made.map(({ suggestion }) => suggestion);
    },
    settle: async (project) => {
      await mkdir(dir, { recursive: true });
      await writeAtomically(fileOf(project), JSON.stringify([...(await all(project)).values()]));
    },
  };
}

const nameOf = (about: Suggestion['about']) =>
  about.kind === 'frame' ? `frame ${about.keyframe}` : `segment ${about.key}`;

/** Everything a suggestion can be about, with the looks it must have been made of. */
function* aboutsOf(project: Project): Generator<readonly [string, readonly string[]]> {
  let before: Keyframe | null = null;
  for (const keyframe of project.keyframes) {
    const look = lookOf(project, keyframe);
    if (before !== null) {
      yield [`segment ${segmentKey(before.id, keyframe.id)}`, [lookOf(project, before), look]];
    }
    yield [`frame ${keyframe.id}`, [look]];
    before = keyframe;
  }
}

function suggestionsIn(project: Project, words: FrameWords): readonly KeptSuggestion[] {
  const at = project.keyframes.findIndex(({ id }) => id === words.id);
  const keyframe = project.keyframes[at];
  if (words.state !== 'described' || keyframe === undefined) {
    return [];
  }
  const { model, at: when, text, between } = words;
  const look = lookOf(project, keyframe);
  const about = { kind: 'frame' as const, keyframe: keyframe.id, frame: keyframe.frame };
  const frame = { suggestion: { about, text, model, at: when, seen: 'one' as const }, looks: [look] };
  const before = project.keyframes[at - 1];
  if (between === null || before === undefined) {
    return [frame];
  }
  const segment = {
    about: { kind: 'segment' as const, key: segmentKey(before.id, keyframe.id) },
    text: between.text,
    model,
    at: when,
    seen: between.seen,
  };
  return [frame, { suggestion: segment, looks: [lookOf(project, before), look] }];
}

async function read(file: string): Promise<Map<string, KeptSuggestion>> {
  try {
    const kept = z.array(keptSchema).parse(JSON.parse(await readFile(file, 'utf8')));
    return new Map(kept.map((one) => [nameOf(one.suggestion.about), one]));
  } catch {
    return new Map();
  }
}
