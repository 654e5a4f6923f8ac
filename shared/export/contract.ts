import { oc } from '@orpc/contract';
import { z } from 'zod';
import { exportSettingsSchema } from './settings.ts';

/** A format a film can be exported as. */
export const exportPresetSchema = z.object({
  id: z.string(),
  label: z.string(),
  extension: z.string(),
  note: z.string(),
  hasSound: z.boolean(),
  /** Whether what is transparent stays so. */
  hasAlpha: z.boolean(),
  /** A folder with a picture a frame, instead of one file. */
  isFolder: z.boolean(),
  /** Whether a quality can be chosen; lossless formats have none. */
  hasQuality: z.boolean(),
  /** Whether there is more than one encoder to choose from. */
  hasEncoders: z.boolean(),
});

/** What a trial encode of a few frames told of an encoder. */
export const encoderReportSchema = z.object({
  /** ffmpeg's name of it. */
  encoder: z.string(),
  isHardware: z.boolean(),
  works: z.boolean(),
  /** Frames a second at the asked size; null where it does not work. */
  fps: z.number().nullable(),
  /** Why it does not work, for people; null where it does. */
  reason: z.string().nullable(),
});

export const encodersAnswerSchema = z.object({
  /** Those this ffmpeg has, in the order they are preferred; one that does not work is told and never chosen. */
  encoders: z.array(encoderReportSchema),
  /** The one taken when none is named; null where none works. */
  best: z.string().nullable(),
});

export const estimateSchema = z.object({
  /** Seconds of encoding; null while nothing is known. */
  seconds: z.number().nullable(),
  bytes: z.number().nullable(),
});

/** Where a file would go. */
export const placeSchema = z.object({
  /** The folder for people to read, shortened. */
  folder: z.string(),
  /** The file's name with its extension. */
  file: z.string(),
  /** What it will be called because `file` is there already; null when it is free. */
  instead: z.string().nullable(),
  /** Why nothing can be written there, or not under this name, and what to do; null when it can. */
  fault: z.string().nullable(),
  /** What a person should know though it can be written: the name works here and not on Windows. */
  note: z.string().nullable(),
});

const nothing = z.void();
const film = z.object({ prepared: z.string(), settings: exportSettingsSchema });

export const exportsContract = {
  /** The encoders of the settings' format at their size and speed. Known ones at once; others are tried first (seconds). */
  encoders: oc.input(film).output(encodersAnswerSchema),
  estimate: oc.input(film).output(estimateSchema),
  place: oc.input(z.object({ settings: exportSettingsSchema })).output(placeSchema),
  /** Asks for another folder with the system's dialog; the name chosen there, or null when closed. */
  choosePlace: oc
    .input(z.object({ settings: exportSettingsSchema }))
    .output(z.object({ name: z.string() }).nullable()),
  /** `replace`: write over a file of that name instead of taking the next free one. */
  start: oc.input(film.extend({ replace: z.boolean() })).output(z.object({ job: z.string() })),
  /** Shows the finished file in the system's file manager, where there is one. */
  reveal: oc.input(z.object({ job: z.string() })).output(nothing),
};

export type ExportPreset = z.infer<typeof exportPresetSchema>;
export type EncoderReport = z.infer<typeof encoderReportSchema>;
export type EncodersAnswer = z.infer<typeof encodersAnswerSchema>;
export type Estimate = z.infer<typeof estimateSchema>;
export type Place = z.infer<typeof placeSchema>;
