import type { ExportSettings } from '../../shared/export/settings.ts';
import type { Fps, Size } from '../../shared/project/schema.ts';
import { videoBy } from '../media/codecs.ts';
import { even, encodedSize, scalingTo } from '../media/scaling.ts';
import type { VideoSettings } from '../media/presets.ts';

/** What an export needs to know of a film before its frames. */
export interface FilmShape {
  readonly size: Size;
  readonly fps: Fps;
  readonly frames: number;
}

/** Pixels in the file. */
export function sizeInFile(settings: Pick<ExportSettings, 'size'>, film: Size, video: VideoSettings): Size {
  return encodedSize(film, settings.size, video.even);
}

/**
 * How `encoder` makes the film as it was asked for. Frames are given to it in the film's own size; where another was asked
 * for, `filters` bring them to it.
 */
export function videoFor(settings: ExportSettings, film: FilmShape, encoder: string): VideoSettings {
  const { quality, speed, size, fit } = settings;
  const { width, height } = size ?? film.size;
  const video = videoBy(encoder, {
    quality,
    speed,
    pixelsPerSecond: (width * height * film.fps.num) / film.fps.den,
  });
  // The encoder is given even frames already where the format needs them.
  const given = video.even ? { width: even(film.size.width), height: even(film.size.height) } : film.size;
  const scaling = scalingTo(given, sizeInFile(settings, film.size, video), fit);
  return { ...video, filters: [...scaling, ...video.filters] };
}
