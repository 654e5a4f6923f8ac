import { guideOf } from './guide.ts';
import { maskOf } from './mask.ts';
import type { Batch, Cut, GuideFrame, Plan } from './schema.ts';

/** What `entracte plan --json` prints: film frames in from, to and film, batch frames in at and kept. */
export interface PlanJson {
  readonly film: { readonly frames: number; readonly fps: number };
  /** `batch` is the one that begins it; a segment cut into windows goes on in the batches after. */
  readonly segments: readonly { index: number; from: number; to: number; batch: number }[];
  readonly batches: readonly BatchJson[];
  readonly savings: Plan['savings'];
  readonly estimate: Plan['estimate'];
}

interface BatchJson {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly context: number;
  readonly wanted: number;
  readonly generated: number;
  readonly trimmed: number;
  readonly dependsOn: number | null;
  readonly anchors: readonly { film: number; at: number; seen: boolean }[];
  readonly kept: { from: number; to: number };
  readonly mask: readonly number[];
  /** Every frame that is not grey. */
  readonly guide: readonly GuideJson[];
  readonly seconds: number;
  readonly cut: Cut | null;
}

type GuideJson = { at: number; keyframe: string } | { at: number; context: number };

/** The plan as one JSON object for programs. */
export function planJson(plan: Plan): PlanJson {
  const { num, den } = plan.film.fps;
  return {
    film: { frames: plan.film.frames, fps: num / den },
    segments: plan.segments.map(({ index, from, to, batches }) => ({
      index,
      from,
      to,
      batch: batches[0] ?? 0,
    })),
    batches: plan.batches.map(batchJson),
    savings: plan.savings,
    estimate: plan.estimate,
  };
}

function batchJson(batch: Batch): BatchJson {
  const { index, from, to, context, wanted, generated, trimmed, dependsOn, kept, seconds, cut } = batch;
  const anchors = batch.anchors.map(({ film, at, seen }) => ({ film, at, seen }));
  const guide = guideOf(batch).flatMap(guideJson);
  const mask = maskOf(batch);
  return {
    ...{ index, from, to, context, wanted, generated, trimmed, dependsOn, anchors, kept },
    ...{ mask, guide, seconds, cut },
  };
}

function guideJson(frame: GuideFrame, at: number): GuideJson[] {
  switch (frame.kind) {
    case 'keyframe':
      return [{ at, keyframe: frame.keyframe }];
    case 'context':
      return [{ at, context: frame.film }];
    case 'grey':
      return [];
  }
}

const heads = [
  'batch',
  'film',
  'frames',
  'trimmed',
  'context',
  'anchors',
  'seconds',
  'ends because',
] as const;

/** The plan as a table and two sentences for people; lines end in \n. A `*` marks anchors the mask does not show. */
export function planTable(plan: Plan): string {
  const { frames, fps } = plan.film;
  const rows = plan.batches.map((batch) => [
    String(batch.index + 1),
    `${String(batch.from)}-${String(batch.to)}`,
    `${String(batch.wanted)} -> ${String(batch.generated)}`,
    String(batch.trimmed),
    String(batch.context),
    anchorText(batch),
    batch.seconds.toFixed(1),
    batch.cut === null ? '' : cutText(batch.cut),
  ]);
  const rate = fps.den === 1 ? String(fps.num) : `${String(fps.num)}/${String(fps.den)}`;
  const lines = [
    `${counted(frames, 'frame')} at ${rate} a second, ${counted(plan.segments.length, 'segment')}, ${plan.strategy}`,
    ...(rows.length === 0 ? [] : ['', ...aligned([heads, ...rows])]),
    '',
    savingText(plan),
    ...(plan.batches.some((batch) => batch.anchors.some((anchor) => !anchor.seen))
      ? ['* the mask of a video model is not read at this frame: holding the keyframe longer shows it']
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** `1 generation instead of 2 (2.0x), about 98.3 s instead of 120.3 s`. */
export function savingText({ savings, estimate }: Plan): string {
  const { separate, batched, factor } = savings;
  if (batched === 0) {
    return 'Nothing to generate: one frame is its keyframe.';
  }
  return separate === batched
    ? `${counted(batched, 'generation')}, about ${estimate.seconds.toFixed(1)} s`
    : `${counted(batched, 'generation')} instead of ${String(separate)} (${factor.toFixed(1)}x), ` +
        `about ${estimate.seconds.toFixed(1)} s instead of ${estimate.separateSeconds.toFixed(1)} s`;
}

/** Why a batch ends, in a line. */
export function cutText({ reason, detail }: Cut): string {
  const words = {
    parameters: 'parameters differ',
    largest: 'largest batch',
    maxSpan: 'maxSpan',
    pinned: 'pinned',
    gap: 'gap too long',
    separate: 'separate',
  } as const satisfies Record<Cut['reason'], string>;
  return reason === 'pinned' ? words.pinned : `${words[reason]}: ${detail}`;
}

/** Batch frames; a long list keeps its ends. */
function anchorText({ anchors }: Batch): string {
  const all = anchors.map(({ at, seen }) => `${String(at)}${seen ? '' : '*'}`);
  return all.length > 8
    ? `${all.slice(0, 4).join(' ')} .. ${all.slice(-2).join(' ')} (${String(all.length)})`
    : all.join(' ');
}

const counted = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
