import { looksOf } from '../../shared/captions/looks.ts';
import type { CaptionTrack } from '../../shared/captions/schema.ts';
import type { ExportSettings } from '../../shared/export/settings.ts';
import { Fault } from '../../shared/fault.ts';
import type { Project, Size } from '../../shared/project/schema.ts';
import type { PaintStates } from '../export/captionLayer.ts';
import type { Region } from '../export/alphaPicture.ts';
import type { LayeredFilm, Under } from '../export/exportLayered.ts';
import { readBackground } from '../export/background.ts';
import type { CaptionLayer } from '../export/layer.ts';
import { lookLayer } from '../export/lookLayer.ts';
import { readSound, soundUnder } from '../export/sound.ts';
import { heldFrames, type Results } from '../generation/film.ts';
import type { FilmOrder, OpenFilm } from '../generation/openFilm.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Frame } from '../media/frame.ts';
import type { VideoSettings } from '../media/presets.ts';
import type { AudioSettings } from '../media/soundTrack.ts';

type Captions = { readonly track: CaptionTrack; readonly size: Size };

/** Whoever paints the captions of a track in a film of that size. */
export interface CaptionPainters {
  readonly paint: (what: Captions, ...rest: Parameters<PaintStates>) => ReturnType<PaintStates>;
  /** Where every picture of the track lies, whatever its state; null for nothing at all. */
  readonly bounds: (what: Captions, signal: AbortSignal) => Promise<Region | null>;
  /** The letters of the track that no font has here, each once. */
  readonly lacking: (what: Captions, signal: AbortSignal) => Promise<readonly string[]>;
}

/**
 * The size a film is put together in. One of keyframes is made in its own and scaled at the encoder; captions over a background
 * are laid out in the size of the file. Frames that are upscaled are so from the film's own size.
 */
export function workingSize(
  project: Project,
  { size, upscale }: Pick<ExportSettings, 'size' | 'upscale'>,
): Size {
  if (upscale !== null) {
    return timesAsLarge(project.size, upscale.scale);
  }
  return project.keyframes.length === 0 ? (size ?? project.size) : project.size;
}

export const timesAsLarge = ({ width, height }: Size, scale: number): Size => ({
  width: width * scale,
  height: height * scale,
});

/** How many different pictures a film is made of, as far as its keyframes tell: a hold is one, what is generated never repeats. */
export function distinctFrames(
  project: Project,
  { first, frames }: { first: number; frames: number },
): number {
  if (project.keyframes.length === 0) {
    const { background } = project;
    return background?.kind === 'asset' && project.assets[background.asset]?.kind === 'video' ? frames : 1;
  }
  const held = heldFrames(project);
  const shown = Array.from({ length: frames }, (_, i) => held.get(first + i) ?? i);
  return new Set(shown.map((one) => (typeof one === 'number' ? one : one.asset))).size;
}

/** What lies under the captions: the film's frames, its one picture where it stays, or the background. */
export async function underFilm(
  ffmpeg: Ffmpeg,
  order: FilmOrder,
  film: OpenFilm,
  results: Results,
  size: Size,
  signal: AbortSignal,
): Promise<Under> {
  if (order.project.keyframes.length === 0) {
    return backgroundUnder(ffmpeg, order, size, signal);
  }
  const { first } = order.plan.film;
  const from = (frame: number) => film.frames(results, 'missing', false, first + frame);
  if (!isHeldThroughout(order)) {
    return { kind: 'frames', from };
  }
  for await (const { frame } of from(0)) {
    return { kind: 'still', picture: frame };
  }
  throw new Fault('film-incomplete', 'The film has no frames.', 'Render it again.');
}

/** What lies under a film without keyframes. */
async function backgroundUnder(
  ffmpeg: Ffmpeg,
  { project, assetPath }: FilmOrder,
  size: Size,
  signal: AbortSignal,
): Promise<Exclude<Under, { kind: 'frames' }>> {
  const { background } = project;
  const isAsset = background?.kind === 'asset';
  const named = isAsset ? assetPath(background.asset) : (background?.colour ?? '#000000');
  const wishes = { size, fps: project.fps, fit: isAsset ? background.fit : ('crop' as const) };
  const found = await readBackground(ffmpeg, named, '/', wishes, signal);
  return found.kind === 'still'
    ? { kind: 'still', picture: await found.picture }
    : { kind: 'video', file: found.file };
}

/** Whether all of a film of keyframes is one picture that is held. */
function isHeldThroughout({ project, plan }: FilmOrder): boolean {
  const { first, frames } = plan.film;
  const held = heldFrames(project);
  const only = held.get(first);
  return Array.from({ length: frames }, (_, i) => held.get(first + i)).every((one) => one === only);
}

/** The picture of a film whose picture stays, before it is made; null for one that moves, or that is not there yet. */
export async function stillPicture(
  ffmpeg: Ffmpeg,
  order: FilmOrder,
  frameAt: (frame: number) => Promise<Frame | null>,
  size: Size,
  signal: AbortSignal,
): Promise<Frame | null> {
  if (order.project.keyframes.length > 0) {
    return isHeldThroughout(order) ? frameAt(order.plan.film.first) : null;
  }
  const under = await backgroundUnder(ffmpeg, order, size, signal);
  return under.kind === 'still' ? under.picture : null;
}

/** Whether a picture that stays is encoded once only: by an encoder whose stream is known, if no other was asked for. */
export const isForStills = ({ preset, encoder }: Pick<ExportSettings, 'preset' | 'encoder'>): boolean =>
  preset === 'h264' && (encoder === null || encoder === 'libx264');

/** Captions and fades over the film, as long as it. */
export function layerOver(
  { project, plan }: FilmOrder,
  size: Size,
  withCaptions: boolean,
  painters: CaptionPainters,
): CaptionLayer {
  const track = withCaptions ? project.captions : null;
  const looks = looksOf(track, project.fps, plan.film, project.fades);
  const paint: PaintStates = async function* (...asked) {
    if (track !== null) {
      yield* painters.paint({ track, size }, ...asked);
    }
  };
  return lookLayer(looks, size, paint, (signal) =>
    track === null ? Promise.resolve(null) : painters.bounds({ track, size }, signal),
  );
}

/** The same, the black of fades apart from what is faded; null where a film comes out of black and goes into it at once. */
export function layerApart(
  order: FilmOrder,
  ...rest: [size: Size, withCaptions: boolean, painters: CaptionPainters]
): LayeredFilm['apart'] {
  const { project, plan } = order;
  const { in: fadeIn, out } = project.fades;
  if (fadeIn + out >= plan.film.frames) {
    return null;
  }
  const lit = { ...project, fades: { ...project.fades, in: 0, out: 0 } };
  return { captions: layerOver({ ...order, project: lit }, ...rest), black: { in: fadeIn, out } };
}

/** The sound under a film in a container; null for none. Faults: that the file is not there, and those of reading it. */
export async function soundOf(
  ffmpeg: Ffmpeg,
  { project, plan, assetPath }: FilmOrder,
  container: VideoSettings['container'],
  signal: AbortSignal,
): Promise<AudioSettings | null> {
  const { sound, fps, assets } = project;
  if (sound === null) {
    return null;
  }
  const name = assets[sound.asset]?.name ?? sound.asset;
  const file = assetPath(sound.asset);
  const facts = await readSound(ffmpeg, file, signal).catch((error: unknown) => {
    // In the project's folder it has a name that tells the person nothing.
    throw error instanceof Fault ? renamed(error, file, name) : error;
  });
  const offset = sound.offset - (plan.film.first * fps.den) / fps.num;
  return soundUnder(file, facts, container, plan.film.frames, fps, offset);
}

function renamed(fault: Fault, file: string, name: string): Fault {
  const stored = file.split(/[\\/]/).at(-1) ?? file;
  return new Fault(fault.code, fault.message.replaceAll(stored, name), fault.remedy, fault.cause);
}
