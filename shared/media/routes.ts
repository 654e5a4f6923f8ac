import type { Rough } from './rough.ts';

/**
 * Where media are fetched: paths below the program's own origin, answered by one handler in Electron and in the
 * browser. `side` is the longest side wanted in pixels; without it the picture comes in full size.
 */
const sized = (path: string, side?: number) => (side === undefined ? path : `${path}?side=${String(side)}`);

export const mediaRoutes = {
  /** A picture of the project, upright, as WebP. */
  asset: (project: string, asset: string, side?: number) => sized(`/media/asset/${project}/${asset}`, side),
  /** A frame of a video of the project, by its second, as a small picture. */
  videoFrame: (project: string, asset: string, seconds: number, side?: number) =>
    sized(`/media/video-frame/${project}/${asset}/${seconds.toFixed(4)}`, side),
  /** The file of a sound or video as it is, with ranges. */
  file: (project: string, asset: string) => `/media/file/${project}/${asset}`,
  /** A SoundShape as JSON. */
  sound: (project: string, asset: string) => `/media/sound/${project}/${asset}`,
  /** A picture of the film's captions on nothing, in the film's shape, by its number in `filmLooks(project).states`. */
  caption: (prepared: string, state: number, side?: number) =>
    sized(`/media/caption/${prepared}/${String(state)}`, side),
  /** What the engine is given at a batch frame, exactly: a picture or mid-grey. */
  guide: (prepared: string, batch: number, at: number, side?: number) =>
    sized(`/media/guide/${prepared}/${String(batch)}/${String(at)}`, side),
  /** The film's frame as it stands; 404 while nothing was made for it. */
  film: (prepared: string, frame: number, side?: number) =>
    sized(`/media/film/${prepared}/${String(frame)}`, side),
  /** What the draft engine would put between two keyframes, small: to look at before a render. */
  rough: (project: string, rough: Rough) =>
    `/media/rough/${project}?of=${encodeURIComponent(JSON.stringify(rough))}`,
  /** A frame just generated. */
  preview: (id: string) => `/media/preview/${id}`,
  /** A frame of a finished video, by its second. */
  resultFrame: (media: string, seconds: number, side?: number) =>
    sized(`/media/result-frame/${media}/${seconds.toFixed(4)}`, side),
  /** A finished file, with ranges. */
  result: (media: string) => `/media/result/${media}`,
  /** POST the bytes of one file; answers an ImportedAsset or a FaultData with status 400. */
  import: (project: string, name: string) => `/media/import/${project}?name=${encodeURIComponent(name)}`,
  /** POST the bytes of an ONNX file; answers an OwnModel or a FaultData with status 400. */
  model: (name: string) => `/media/model?name=${encodeURIComponent(name)}`,
} as const;
