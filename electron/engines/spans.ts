import { GenerationFailure, type Engine, type GenerationRequest } from '../generation/engine.ts';
import { pushIn } from '../inference/calls.ts';
import type { InferenceHost } from '../inference/host.ts';
import type { Frame } from '../media/frame.ts';
import { failureOf } from './draft/failure.ts';
import { onwards } from './draft/notes.ts';
import { scheduleOf, type Stretch } from './draft/schedule.ts';

export interface Run {
  readonly events: Parameters<Engine['generate']>[1];
  readonly signal: AbortSignal;
}

/** Announces a frame between two pictures for each of `times`, at batch frames from `at` on. */
export type MakeBetween = (
  a: Frame,
  b: Frame,
  stretch: { readonly segment: string; readonly at: number; readonly times: readonly number[] },
  run: Run,
) => Promise<void>;

/**
 * Makes a batch as every embedded engine does: what is known is copied, an open segment's picture grows slowly, and
 * `makeBetween` does the rest. Rejects with GenerationFailure.
 */
export async function makeSpans(
  host: InferenceHost,
  request: GenerationRequest,
  run: Run,
  makeBetween: MakeBetween,
): Promise<void> {
  try {
    for (const stretch of scheduleOf(request)) {
      if (run.signal.aborted) {
        throw new GenerationFailure('cancelled', 'The render was cancelled.', 'Render it again.');
      }
      await makeStretch(host, request, stretch, run, makeBetween);
    }
  } catch (error) {
    throw failureOf(error);
  }
}

async function makeStretch(
  host: InferenceHost,
  request: GenerationRequest,
  stretch: Stretch,
  run: Run,
  makeBetween: MakeBetween,
): Promise<void> {
  switch (stretch.kind) {
    case 'copy':
      return run.events.frame(stretch.at, await pictureAt(request, stretch.at));
    case 'between': {
      const [a, b] = [await pictureAt(request, stretch.from), await pictureAt(request, stretch.to)];
      return makeBetween(a, b, { ...stretch, at: stretch.from + 1 }, run);
    }
    case 'across': {
      const [a, b] = [await request.picture(stretch.start), await request.picture(stretch.end)];
      return makeBetween(a, b, stretch, run);
    }
    case 'onwards': {
      run.events.note(stretch.segment, onwards);
      return makeOnwards(host, await pictureAt(request, stretch.from), stretch, run);
    }
  }
}

async function makeOnwards(
  host: InferenceHost,
  { width, height, data: picture }: Frame,
  { from, scales }: Extract<Stretch, { kind: 'onwards' }>,
  { events, signal }: Run,
): Promise<void> {
  await host.run(
    pushIn,
    { width, height, picture, scales },
    { signal, onItem: ({ index, data }) => events.frame(from + 1 + index, { width, height, data }) },
  );
}

async function pictureAt({ guide, size }: GenerationRequest, at: number): Promise<Frame> {
  const frame = await guide(at);
  if (frame === null || frame.width !== size.width || frame.height !== size.height) {
    const what = frame === null ? 'has no picture' : 'has a picture of another size';
    throw new GenerationFailure(
      'refused',
      `Frame ${String(at)} of the batch is to be kept but ${what}.`,
      'Check that the file of its keyframe is still there.',
    );
  }
  return frame;
}
