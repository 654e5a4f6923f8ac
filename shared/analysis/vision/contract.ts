import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { projectSchema } from '../../project/schema.ts';
import { visionCostsSchema } from './costs.ts';
import { visionSettingsSchema } from './settings.ts';
import { visionEventSchema } from './words.ts';

/**
 * Words for keyframes and segments by a vision model. For a panel:
 *  1. `settings` and `save`; `setKey` writes the key (nothing gives it back); `test` tries settings before they are saved.
 *  2. `preview` says what would leave the machine and to which address. Show it before `start`.
 *  3. `start` begins a job of kind "describe" (jobs.watch has its progress in frames, jobs.cancel ends it: what is done
 *     is kept, and the next `start` asks for the rest only).
 *  4. `watch` tells what happens meanwhile; `suggestions` gives what is known of a project now.
 * To accept a suggestion is an edit of the screen's: `setSegments([key], { prompt: text })`; all of them `together` are
 * one undo step. Nothing here changes a project.
 */

/** What the dialog shows: settings, and what is known beside them. */
export const visionStateSchema = z.object({
  settings: visionSettingsSchema,
  /** A key is kept for the address of the settings. */
  hasKey: z.boolean(),
  /** Keys outlive the program: the system has a safe storage. Else they are forgotten at the end. */
  keepsKeys: z.boolean(),
});

/**
 * How far the model's sight goes: `reads` the codes under the pictures, so that several can be asked about at once;
 * `sees` pictures but cannot read, so that it is asked one by one; `blind` does not see pictures at all.
 */
export const sightSchema = z.enum(['reads', 'sees', 'blind']);

/** `key` null: the one that is kept. */
export const visionTestSchema = z.object({ settings: visionSettingsSchema, key: z.string().nullable() });

export const visionTestedSchema = z.object({
  address: z.string(),
  /** As the endpoint lists them; empty where it does not. */
  models: z.array(z.string()),
  /** null when no model was chosen: nothing was asked of one. */
  sight: sightSchema.nullable(),
  /** Pictures a call that this endpoint and model have shown to take so far; 0 while unknown. */
  takes: z.int(),
});

/** Which keyframes: ids, or null for all. `between`: also what happens from each keyframe to the next (segments). */
const chosen = {
  project: projectSchema,
  only: z.array(z.string()).nullable(),
  between: z.boolean(),
};

/** Computed without sending anything. */
export const visionPreviewSchema = z.object({
  /** Where it would go. */
  address: z.string(),
  /** It stays on this machine. */
  local: z.boolean(),
  model: z.string(),
  frames: z.int(),
  /** Known already: not sent. */
  cached: z.int(),
  /** Pictures sent; more than frames where neighbours are sent twice, to be looked at together. */
  pictures: z.int(),
  calls: z.int(),
  withoutBatching: z.int(),
  /** Of the requests, about. */
  bytes: z.int(),
  /** About; from what the endpoint counted before, where it did. */
  tokens: z.object({ input: z.int(), output: z.int() }),
  money: z.object({ amount: z.number(), currency: z.string() }).nullable(),
  /** Frames that cannot be read and would be left out, each with the reason. */
  unreadable: z.array(z.object({ id: z.string(), reason: z.string() })),
});

/** What a model says about a keyframe or a segment of the project as it is now. */
export const suggestionSchema = z.object({
  /** By keyframe id, or by segment key (see shared/project/timeline.ts). */
  about: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('frame'), keyframe: z.string(), frame: z.int() }),
    z.object({ kind: z.literal('segment'), key: z.string() }),
  ]),
  text: z.string(),
  model: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** The model saw both keyframes of a segment together, or one of them; `one` for a frame. */
  seen: z.enum(['both', 'one']),
});

/** `suggestions` come as they are made; `costs` after every call; `ended` once. */
export const visionHappenedSchema = z.object({
  job: z.string(),
  project: z.string(),
  happened: z.discriminatedUnion('kind', [
    ...visionEventSchema.options,
    z.object({ kind: z.literal('suggestion'), suggestion: suggestionSchema }),
    z.object({ kind: z.literal('ended'), costs: visionCostsSchema, stopped: z.string().nullable() }),
  ]),
});

const nothing = z.void();

export const visionContract = {
  settings: oc.output(visionStateSchema),
  save: oc.input(visionSettingsSchema).output(nothing),
  /** Write-only. `url` as in the settings; null forgets it. */
  setKey: oc.input(z.object({ url: z.string(), key: z.string().nullable() })).output(nothing),
  /** Reaches the endpoint, lists its models and tries what the model sees with one to three tiny pictures of its own. */
  test: oc.input(visionTestSchema).output(visionTestedSchema),
  preview: oc.input(z.object(chosen)).output(visionPreviewSchema),
  /** `again`: also those frames that were given up before. */
  start: oc.input(z.object({ ...chosen, again: z.boolean() })).output(z.object({ job: z.string() })),
  /** Those that still fit: a keyframe whose picture or crop was changed has none. */
  suggestions: oc.input(z.object({ project: projectSchema })).output(z.array(suggestionSchema)),
  /** What the last run of a project cost; null before the first since the program began. */
  costs: oc.input(z.object({ project: z.string() })).output(visionCostsSchema.nullable()),
  watch: oc.output(eventIterator(visionHappenedSchema)),
};

export type VisionState = z.infer<typeof visionStateSchema>;
export type Sight = z.infer<typeof sightSchema>;
export type VisionTest = z.infer<typeof visionTestSchema>;
export type VisionTested = z.infer<typeof visionTestedSchema>;
export type VisionPreview = z.infer<typeof visionPreviewSchema>;
export type Suggestion = z.infer<typeof suggestionSchema>;
export type VisionHappened = z.infer<typeof visionHappenedSchema>;
