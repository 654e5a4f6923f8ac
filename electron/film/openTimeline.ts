import path from 'node:path';
import { textOf } from '../../shared/captions/slide.ts';
import { frameOf } from '../../shared/captions/states.ts';
import type { Plan } from '../../shared/planner/schema.ts';
import type { Fps, Project } from '../../shared/project/schema.ts';
import { segmentsOf } from '../../shared/project/timeline.ts';

type Json = Readonly<Record<string, unknown>>;

/** Of the exported file: its path, and whether it holds sound; a folder of numbered pictures says their pattern. */
export interface ExportedMedia {
  readonly output: string;
  readonly isFolder: boolean;
  readonly hasSound: boolean;
}

/**
 * The exported film as an OpenTimelineIO timeline, for the next editor: a clip a segment, a marker a keyframe and a
 * caption. The media is named relative to the timeline's file, beside which it lies.
 * Source: OpenTimelineIO's file format specification, Timeline.1; `Clip.1` is read by old and new versions.
 */
export function openTimeline(project: Project, film: Plan['film'], media: ExportedMedia): string {
  const { fps } = project;
  const reference = referenceTo(media, film.frames, fps);
  const clip = (name: string, from: number, frames: number, metadata: Json): Json => ({
    OTIO_SCHEMA: 'Clip.1',
    name,
    source_range: range(from, frames, fps),
    media_reference: reference,
    ...plain,
    metadata: { entracte: metadata },
  });
  const clips = segmentsOf(project).map(({ index, first, last, settings, key }) => {
    const isLast = last - film.first === film.frames - 1;
    const frames = last - first + (isLast ? 1 : 0);
    return clip(`Segment ${String(index + 1)}`, first - film.first, frames, {
      segment: key,
      prompt: settings.prompt,
    });
  });
  const whole = clip(project.name, 0, film.frames, {});
  const video = track('Video', clips.length === 0 ? [whole] : clips, markersOf(project, film));
  const sound = media.hasSound && project.sound !== null ? [track('Audio', [whole], [])] : [];
  const timeline = {
    OTIO_SCHEMA: 'Timeline.1',
    name: project.name,
    global_start_time: null,
    tracks: {
      OTIO_SCHEMA: 'Stack.1',
      name: 'tracks',
      source_range: null,
      ...plain,
      children: [video, ...sound],
    },
    metadata: {},
  };
  return `${JSON.stringify(timeline, null, 2)}\n`;
}

const plain = { effects: [], markers: [], enabled: true, metadata: {} } as const;

function referenceTo({ output, isFolder }: ExportedMedia, frames: number, fps: Fps): Json {
  const name = encodeURIComponent(path.basename(output));
  const known = { name: path.basename(output), available_range: range(0, frames, fps), metadata: {} };
  return isFolder
    ? {
        OTIO_SCHEMA: 'ImageSequenceReference.1',
        ...known,
        target_url_base: `${name}/`,
        ...{ name_prefix: `${path.basename(output, '.png')}_`, name_suffix: '.png' },
        ...{ start_frame: 1, frame_step: 1, frame_zero_padding: 5, rate: rateOf(fps) },
        missing_frame_policy: 'error',
      }
    : { OTIO_SCHEMA: 'ExternalReference.1', ...known, target_url: name };
}

/** One a keyframe, and one a caption for as long as it is read inside the film. */
function markersOf({ fps, keyframes, captions, assets }: Project, film: Plan['film']): readonly Json[] {
  const pictures = keyframes.map(({ frame, asset }) =>
    marker(assets[asset]?.name ?? asset, 'ORANGE', range(frame - film.first, 1, fps)),
  );
  const slides = (captions?.slides ?? []).flatMap((slide) => {
    const [from, to] = [slide.start, slide.end].map((seconds) =>
      Math.min(Math.max(frameOf(seconds, fps) - film.first, 0), film.frames),
    ) as [number, number];
    return to <= from ? [] : [marker(textOf(slide), 'CYAN', range(from, to - from, fps))];
  });
  return [...pictures, ...slides];
}

const marker = (name: string, color: string, marked: Json): Json => ({
  OTIO_SCHEMA: 'Marker.2',
  ...{ name, color, marked_range: marked, metadata: {} },
});

const track = (kind: 'Video' | 'Audio', children: readonly Json[], markers: readonly Json[]): Json => ({
  OTIO_SCHEMA: 'Track.1',
  ...{ name: kind, kind, source_range: null, ...plain, children, markers },
});

const rateOf = ({ num, den }: Fps): number => num / den;

function range(from: number, frames: number, fps: Fps): Json {
  const time = (value: number): Json => ({ OTIO_SCHEMA: 'RationalTime.1', rate: rateOf(fps), value });
  return { OTIO_SCHEMA: 'TimeRange.1', start_time: time(from), duration: time(frames) };
}
