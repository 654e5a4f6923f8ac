import type { Fps, Size } from '../../shared/project/schema.ts';
import type { VideoSettings } from '../media/presets.ts';
import type { AudioSettings } from '../media/soundTrack.ts';

/** What is said of a film that becomes a file, whatever its pictures are made of. */
export interface FilmFile {
  readonly size: Size;
  readonly fps: Fps;
  readonly video: VideoSettings;
  /** Sound under the film; see `soundUnder`. */
  readonly audio: AudioSettings | null;
  readonly output: string;
  readonly signal: AbortSignal;
  /** Frames that are done. */
  readonly onFrame: (done: number) => void;
}
