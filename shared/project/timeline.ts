import { plainSegment, type Fps, type Keyframe, type Project, type SegmentSettings } from './schema.ts';

/** The transition between two neighbouring keyframes; `to` is null for the open one after the last. */
export interface Segment {
  readonly key: string;
  readonly index: number;
  readonly from: Keyframe;
  readonly to: Keyframe | null;
  /** Film frames, both included: its two keyframes, or the end marker. */
  readonly first: number;
  readonly last: number;
  readonly settings: SegmentSettings;
}

/** A segment is known by its pair of keyframes, so that edits elsewhere never move its prompt. */
export function segmentKey(from: string, to: string | null): string {
  return `${from}>${to ?? ''}`;
}

/** Every segment in order; the open one too where the end marker lies beyond the last keyframe. O(keyframes). */
export function segmentsOf(project: Project): readonly Segment[] {
  const segments: Segment[] = [];
  const add = (from: Keyframe, to: Keyframe | null, last: number) => {
    const key = segmentKey(from.id, to?.id ?? null);
    const settings = project.segments[key] ?? plainSegment;
    segments.push({ key, index: segments.length, from, to, first: from.frame, last, settings });
  };
  project.keyframes.forEach((from, i) => {
    const to = project.keyframes[i + 1];
    if (to !== undefined) {
      add(from, to, to.frame);
    } else if (project.end !== null && project.end > from.frame) {
      add(from, null, project.end);
    }
  });
  return segments;
}

/**
 * First and last frame of the film, both included. Without keyframes it is a film of captions and sound alone: from
 * frame 0 on, as long as its sound, else until its last slide ends; null where there is nothing of all that.
 */
export function filmOf(project: Project): { readonly first: number; readonly last: number } | null {
  const first = project.keyframes[0]?.frame;
  const end = project.keyframes.at(-1)?.frame;
  if (first === undefined || end === undefined) {
    const frames = spokenFrames(project);
    return frames === 0 ? null : { first: 0, last: frames - 1 };
  }
  return { first, last: Math.max(end, project.end ?? end) };
}

function spokenFrames({ sound, captions, assets, fps }: Project): number {
  const heard = sound === null ? null : (assets[sound.asset]?.seconds ?? null);
  const seconds =
    sound !== null && heard !== null
      ? heard + sound.offset
      : (captions?.slides.reduce((latest, slide) => Math.max(latest, slide.end), 0) ?? 0);
  // What is heard or read at all lasts a frame at least.
  const isThere = (sound !== null && heard !== null) || (captions?.slides.length ?? 0) > 0;
  return isThere ? Math.max(1, Math.round((seconds * fps.num) / fps.den)) : 0;
}

export function filmLength(project: Project): number {
  const film = filmOf(project);
  return film === null ? 0 : film.last - film.first + 1;
}

/** Frames to seconds: the time at which `frame` begins. */
export function secondsAt(frame: number, fps: Fps): number {
  return (frame * fps.den) / fps.num;
}

/** `h:mm:ss:ff` without leading zero hours: 0:03:05 is frame 5 of the fourth second. */
export function timecode(frame: number, fps: Fps): string {
  const rate = Math.round(fps.num / fps.den);
  const two = (n: number) => String(n).padStart(2, '0');
  const seconds = Math.floor(frame / rate);
  const head =
    seconds >= 3600
      ? `${String(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`
      : String(Math.floor(seconds / 60));
  return `${head}:${two(seconds % 60)}:${two(frame % rate)}`;
}
