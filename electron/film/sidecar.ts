import path from 'node:path';
import type { ExportSettings } from '../../shared/export/settings.ts';
import type { RenderReport } from '../generation/report.ts';
import type { FilmOrder } from '../generation/openFilm.ts';
import type { VideoSettings } from '../media/presets.ts';

/** How a film was made, beside it: settings and seeds, so that it can be made again. */
export function sidecarOf(
  { project, plan, engine }: FilmOrder,
  report: RenderReport,
  settings: ExportSettings,
  video: VideoSettings,
  output: string,
  versions: { readonly entracte: string | null; readonly ffmpeg: string },
): string {
  const { assets, sound, background, captions, fades } = project;
  const nameOf = (asset: string) => assets[asset]?.name ?? asset;
  const about = {
    film: path.basename(output),
    project: project.name,
    versions,
    engine: { id: engine.id, version: plan.profile.version },
    preset: settings.preset,
    settings,
    encoder: { name: video.encoder, options: video.options },
    size: project.size,
    fps: project.fps,
    frames: plan.film.frames,
    batches: plan.batches.map(({ from, to, generated, parameters }) => ({
      from,
      to,
      generated,
      ...parameters,
    })),
    segments: report.results,
    keyframes: project.keyframes.map(({ frame, asset }) => ({ frame, picture: nameOf(asset), asset })),
    sound: sound === null ? null : { ...sound, name: nameOf(sound.asset) },
    background: background?.kind === 'asset' ? { ...background, name: nameOf(background.asset) } : background,
    captions: captions === null || !settings.captions ? null : { slides: captions.slides.length },
    fades,
  };
  return `${JSON.stringify(about, null, 2)}\n`;
}
