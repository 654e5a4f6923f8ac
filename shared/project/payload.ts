import { z } from 'zod';
import { Fault } from '../fault.ts';
import { filmFromSegments, type ListedFilm } from '../planner/films.ts';
import {
  loraSchema,
  plainSegment,
  sizeSchema,
  type Defaults,
  type Lora,
  type Project,
  type SegmentSettings,
} from './schema.ts';
import { segmentsOf } from './timeline.ts';

/** A payload made into a project; `images` are its pictures' paths or addresses, by keyframe, none where it has none. */
export interface PayloadFilm extends ListedFilm {
  readonly images: readonly string[];
}

const texts = z.array(z.string().nullable()).nullish();

/** Only what is read is named; everything else in a payload is left aside. */
const payloadSchema = z.object({
  segment_frames_expanded: z.array(z.number()),
  frame_overlap_expanded: z.array(z.number()).nullish(),
  base_prompts_expanded: texts,
  negative_prompts_expanded: texts,
  enhanced_prompts_expanded: texts,
  base_prompt: z.string().nullish(),
  negative_prompt: z.string().nullish(),
  additional_loras: z.union([z.record(z.string(), z.number()), z.array(loraSchema)]).nullish(),
  input_image_paths_resolved: z.array(z.string()).nullish(),
  parsed_resolution_wh: z.string().nullish(),
  fps_helpers: z.int().positive().nullish(),
  seed_base: z.int().nonnegative().nullish(),
  steps: z.int().positive().nullish(),
  guidance_scale: z.number().nonnegative().nullish(),
  model_name: z.string().nullish(),
});

type Payload = z.infer<typeof payloadSchema>;

const names = { segments: 'segment_frames_expanded', overlaps: 'frame_overlap_expanded' };

/**
 * The older job object of the systems this editor follows, its own or under `orchestrator_details`, as a project.
 * Texts are by segment; blank ones leave the default. Throws a Fault `bad-input` that names the field.
 */
export function projectFromPayload(json: unknown): PayloadFilm {
  const payload = parsePayload(json);
  const segments = payload.segment_frames_expanded;
  const size = sizeOf(payload.parsed_resolution_wh ?? null);
  const fps = payload.fps_helpers ?? null;
  const overlaps = payload.frame_overlap_expanded ?? null;
  const { project, notes } = filmFromSegments({
    name: 'Imported film',
    names,
    segments,
    ...(overlaps === null ? {} : { overlaps }),
    ...(fps === null ? {} : { fps: { num: fps, den: 1 } }),
    ...(size === null ? {} : { size }),
  });
  const images = payload.input_image_paths_resolved ?? [];
  if (images.length > 0) {
    checkLength('input_image_paths_resolved', images, segments.length + 1);
  }
  const film = { ...project, defaults: defaultsOf(payload, project.defaults) };
  return { project: { ...film, segments: settingsOf(film, payload) }, notes, images };
}

function parsePayload(json: unknown): Payload {
  const nested = z.object({ orchestrator_details: z.unknown() }).safeParse(json);
  const parsed = payloadSchema.safeParse(nested.success ? nested.data.orchestrator_details : json);
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  throw new Fault(
    'bad-input',
    field === ''
      ? 'The payload is not a JSON object.'
      : `The payload\u2019s ${field} cannot be read: ${issue?.message ?? 'it is not what it should be'}.`,
    field === ''
      ? `Give an object with ${names.segments} at least.`
      : `Correct ${field}, or leave it out if the film does not need it.`,
    parsed.error,
  );
}

function checkLength(field: string, list: readonly unknown[], expected: number): void {
  if (list.length !== expected) {
    const segments = field === 'input_image_paths_resolved' ? expected - 1 : expected;
    throw new Fault(
      'bad-input',
      `${field} has ${String(list.length)} entries, and ${names.segments} has ${String(segments)}.`,
      `Give ${field} ${String(expected)} entries, or leave it out.`,
    );
  }
}

function sizeOf(text: string | null): { readonly width: number; readonly height: number } | null {
  if (text === null) {
    return null;
  }
  const [width = 0, height = 0] = text.split('x').map(Number);
  const parsed = sizeSchema.safeParse({ width, height });
  if (!parsed.success) {
    throw new Fault(
      'bad-input',
      `parsed_resolution_wh is ${text}, and no film has that size.`,
      'Give width and height in pixels, such as 832x480.',
    );
  }
  return parsed.data;
}

function defaultsOf(payload: Payload, defaults: Defaults): Defaults {
  const loras = payload.additional_loras ?? {};
  return {
    prompt: payload.base_prompt ?? '',
    negative: payload.negative_prompt ?? '',
    loras: Array.isArray(loras)
      ? loras
      : Object.entries(loras).map(([name, weight]): Lora => ({ name, weight })),
    seed: payload.seed_base ?? defaults.seed,
    strength: defaults.strength,
    steps: payload.steps ?? null,
    cfg: payload.guidance_scale ?? null,
    model: payload.model_name ?? null,
  };
}

function settingsOf(project: Project, payload: Payload): Record<string, SegmentSettings> {
  const segments = segmentsOf(project);
  const textOf = (field: 'base' | 'enhanced' | 'negative') => {
    const name = `${field}_prompts_expanded` as const;
    const list = payload[name] ?? [];
    if (list.length > 0) {
      checkLength(name, list, segments.length);
    }
    return (index: number) => (list[index]?.trim() ? (list[index] ?? null) : null);
  };
  const [prompt, enhanced, negative] = [textOf('base'), textOf('enhanced'), textOf('negative')];
  const settings = segments.map(({ key, index }): [string, SegmentSettings] => [
    key,
    { ...plainSegment, prompt: prompt(index), enhanced: enhanced(index), negative: negative(index) },
  ]);
  return Object.fromEntries(settings.filter(([, own]) => own.prompt ?? own.enhanced ?? own.negative));
}
