import { engineMask, maskOf } from '../../shared/planner/mask.ts';
import { guideOf } from '../../shared/planner/guide.ts';
import type { Batch, GuideFrame, Plan } from '../../shared/planner/schema.ts';
import { plainSegment, type Keyframe, type Project } from '../../shared/project/schema.ts';
import type { Frame } from '../media/frame.ts';
import { contentKey } from './contentKey.ts';
import type { Engine, GenerationRequest, Span } from './engine.ts';
import { batchFrameOf, endsOf, isOpen, type FrameSource, type PlannedSegment } from './film.ts';
import { engineSize, type Pictures } from './pictures.ts';
import type { Cache } from './cache.ts';

/** A film being made: everything a batch of it is made from. */
export interface Film {
  readonly project: Project;
  readonly plan: Plan;
  readonly engine: Engine;
  readonly segments: ReadonlyMap<string, PlannedSegment>;
  readonly keyframes: ReadonlyMap<string, Keyframe>;
  readonly pictures: Pictures;
  readonly cache: Cache;
  /** Where a film frame comes from as things stand. */
  readonly source: (film: number) => FrameSource;
}

/** A batch ready to be made, with the name its result will have. */
export interface Prepared {
  readonly request: GenerationRequest;
  readonly key: string;
  /** Per segment the batch begins: hash of what that segment was asked to be (see `Take.inputs`). */
  readonly inputs: ReadonlyMap<string, string>;
}

/**
 * The request of a batch and its content key; null while a context frame it needs is not made yet. Rejects with the
 * Fault of a picture that cannot be read.
 */
export async function prepare(film: Film, batch: Batch): Promise<Prepared | null> {
  const { plan, project, engine } = film;
  const guide = guideOf(batch);
  const known = await Promise.all(guide.map((frame) => pixelsOf(film, frame)));
  if (known.includes('missing')) {
    return null;
  }
  const bare: Omit<GenerationRequest, 'guide' | 'picture'> = {
    batch,
    size: engineSize(project.size, plan.profile.multiple),
    fps: project.fps,
    parameters: batch.parameters,
    spans: spansOf(film, batch),
    mask: engineMask(maskOf(batch), batch, plan.profile),
  };
  const identity = await engine.identity(bare);
  const reads = fieldsRead(identity);
  const shared = {
    version: 1,
    engine: { id: engine.id, version: plan.profile.version, identity },
    size: bare.size,
    step: plan.profile.step,
    parameters: only(batch.parameters, reads),
  };
  const easings = reads === null || reads.has('easing');
  const looksAcross = reads === null || reads.has('across');
  const spans = await Promise.all(
    bare.spans.map(async ({ from, to, easing, across }) => ({
      from,
      to,
      easing: easings ? easing : null,
      across: looksAcross && across !== null ? await acrossPixels(film, across) : null,
    })),
  );
  const key = contentKey({
    ...shared,
    frames: batch.generated,
    mask: bare.mask,
    guide: known.map((pixels, at) => ({ at, pixels })).filter(({ pixels }) => pixels !== null),
    spans,
  });
  const context = guide.flatMap((frame, at) => (frame.kind === 'context' ? [known[at]] : []));
  const inputs = new Map<string, string>();
  for (const segment of segmentsIn(film, batch)) {
    if (segment.from >= batch.from) {
      const about = await segmentInputs(film, segment, easings);
      const before = segment.from === batch.from ? context : [];
      inputs.set(segment.key, contentKey({ ...shared, ...about, context: before }));
    }
  }
  const request: GenerationRequest = {
    ...bare,
    guide: (at) => guidePicture(film, guide[at]),
    picture: (keyframe) => film.pictures.engine(keyframeOf(film, keyframe)),
  };
  return { request, key, inputs };
}

/** The segments a batch makes frames of, in order. */
export function segmentsIn(film: Pick<Film, 'segments'>, batch: Batch): readonly PlannedSegment[] {
  return batch.segments.flatMap((key) => film.segments.get(key) ?? []);
}

/** What an engine is given at one batch frame, exactly its size; null is mid-grey. */
export async function guidePicture(film: Film, frame: GuideFrame | undefined): Promise<Frame | null> {
  if (frame === undefined || frame.kind === 'grey') {
    return null;
  }
  if (frame.kind === 'keyframe') {
    return film.pictures.engine(keyframeOf(film, frame.keyframe));
  }
  const source = film.source(frame.film);
  if (source.kind === 'keyframe') {
    return film.pictures.engine(source.keyframe);
  }
  const result = source.kind === 'result' ? await film.cache.open(source.result) : null;
  return result === null || source.kind !== 'result' ? null : result.frame(source.at);
}

/** The pixel hash of a guide frame: null for grey, 'missing' for a film frame that is not made yet. */
async function pixelsOf(film: Film, frame: GuideFrame): Promise<string | null> {
  if (frame.kind === 'grey') {
    return null;
  }
  if (frame.kind === 'keyframe') {
    return film.pictures.hash(keyframeOf(film, frame.keyframe));
  }
  const source = film.source(frame.film);
  if (source.kind === 'keyframe') {
    return film.pictures.hash(source.keyframe);
  }
  const result = source.kind === 'result' ? await film.cache.open(source.result) : null;
  return (source.kind === 'result' ? result?.info.frames[source.at]?.pixels : null) ?? 'missing';
}

async function segmentInputs(film: Film, segment: PlannedSegment, easings: boolean) {
  const { project, pictures, plan } = film;
  const ends = endsOf(segment);
  const from = keyframeOf(film, ends.from);
  const to = ends.to === null ? null : keyframeOf(film, ends.to);
  const windows = segment.batches.length > 1 ? segment.batches.map((index) => plan.batches[index]) : [];
  return {
    length: segment.to - segment.from,
    from: { pixels: await pictures.hash(from), hold: from.hold },
    to: to === null ? null : await pictures.hash(to),
    easing: easings ? (project.segments[segment.key] ?? plainSegment).easing : null,
    windows: windows.map((batch) => [batch?.generated, batch?.context]),
  };
}

function spansOf(film: Film, batch: Batch): readonly Span[] {
  const last = batchFrameOf(batch, batch.to);
  return segmentsIn(film, batch).map((segment) => {
    const to = batchFrameOf(batch, segment.to);
    return {
      segment: segment.key,
      from: Math.max(batchFrameOf(batch, segment.from), batch.context - 1),
      to: isOpen(segment) || to > last ? null : to,
      easing: (film.project.segments[segment.key] ?? plainSegment).easing,
      across: acrossOf(film, batch, segment),
    };
  });
}

/** `across` by what the pictures show instead of by ids, which mean nothing elsewhere. */
async function acrossPixels({ pictures, keyframes }: Film, across: NonNullable<Span['across']>) {
  const hash = (id: string) => pictures.hash(keyframeOf({ keyframes }, id));
  return { ...across, start: await hash(across.start), end: await hash(across.end) };
}

function acrossOf(film: Film, batch: Batch, segment: PlannedSegment): Span['across'] {
  const keyframes = film.project.keyframes;
  const start = keyframes.find((keyframe) => keyframe.frame === segment.from);
  const end = keyframes.find((keyframe) => keyframe.frame === segment.to);
  if (segment.batches.length < 2 || start === undefined || end === undefined) {
    return null;
  }
  const [from, to] = [batchFrameOf(batch, segment.from) + start.hold - 1, batchFrameOf(batch, segment.to)];
  return { from, start: start.id, to, end: end.id };
}

function keyframeOf(film: Pick<Film, 'keyframes'>, id: string | null): Keyframe {
  const keyframe = film.keyframes.get(id ?? '');
  if (keyframe === undefined) {
    throw new Error(`the plan names keyframe ${String(id)}, which the project does not have`);
  }
  return keyframe;
}

/** The fields an engine says it reads; null when it does not say, which means all of them. */
function fieldsRead(identity: unknown): ReadonlySet<string> | null {
  const reads =
    typeof identity === 'object' && identity !== null && 'reads' in identity ? identity.reads : null;
  return Array.isArray(reads) ? new Set(reads.filter((name) => typeof name === 'string')) : null;
}

/** LoRAs are a set: their order is not part of what was asked. */
function only(parameters: Batch['parameters'], reads: ReadonlySet<string> | null): unknown {
  const loras = [...parameters.loras].sort((a, b) => (a.name < b.name ? -1 : 1));
  const entries = Object.entries({ ...parameters, loras });
  return Object.fromEntries(entries.filter(([name]) => reads === null || reads.has(name)));
}
