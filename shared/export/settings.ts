import { z } from 'zod';
import { sizeSchema } from '../project/schema.ts';

/** How much of the picture is given up for a smaller file; every encoder has its own figures for it. */
export const qualitySchema = z.enum(['small', 'balanced', 'best']);

/** How long an encoder may look for a smaller file of the same quality. */
export const encodingSpeedSchema = z.enum(['fast', 'medium', 'slow']);

/** A network of `upscale.models`, and how many times as wide and high it makes every frame. */
const upscaleChoiceSchema = z.strictObject({
  model: z.string().min(1),
  scale: z.int().min(2).max(8),
});

/** Everything a person chooses about one export; the dialog, the terminal and the sidecar have the same. */
export const exportSettingsSchema = z.strictObject({
  /** The id of an ExportPreset: the format. */
  preset: z.string().min(1),
  /** The file's name without folder and extension. */
  name: z.string().min(1),
  /** Frames are enlarged before captions are laid on, so that these stay sharp; null: not. */
  upscale: upscaleChoiceSchema.nullable().default(null),
  /** Pixels in the file; null: the film's own, as enlarged. Odd sides become even where the format needs it. */
  size: sizeSchema.nullable(),
  /** Where `size` has other proportions than the film: `pad` shows all of it on black, `crop` fills and cuts. */
  fit: z.enum(['pad', 'crop']),
  quality: qualitySchema,
  speed: encodingSpeedSchema,
  /** ffmpeg's name of an encoder ("h264_nvenc"); null: the best that works here. */
  encoder: z.string().nullable(),
  captions: z.boolean(),
  /** Formats without sound ignore it. */
  sound: z.boolean(),
  /** A JSON file beside the film that says how it was made. */
  sidecar: z.boolean(),
  /** An OpenTimelineIO timeline beside the film: its segments, keyframes and captions for the next editor. */
  timeline: z.boolean().default(false),
  /** Written in pieces that survive a crash and are gone on from. */
  chunked: z.boolean(),
});

export type Quality = z.infer<typeof qualitySchema>;
export type UpscaleChoice = z.infer<typeof upscaleChoiceSchema>;
export type EncodingSpeed = z.infer<typeof encodingSpeedSchema>;
export type ExportSettings = z.infer<typeof exportSettingsSchema>;
