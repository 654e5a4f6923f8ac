/** How far ffmpeg says it is. `seconds` is the time in the output, `speed` how many seconds a second. */
export interface Progress {
  readonly frames: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly speed: number | null;
  readonly ended: boolean;
}

/** Reads `-progress pipe:1`: blocks of `key=value` lines, each closed by `progress=continue|end`. */
export class ProgressReader {
  #rest = '';
  readonly #block = new Map<string, string>();
  readonly #said: (progress: Progress) => void;

  constructor(said: (progress: Progress) => void) {
    this.#said = said;
  }

  read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const at = line.indexOf('=');
      if (at < 0) {
        continue;
      }
      const key = line.slice(0, at).trim();
      this.#block.set(key, line.slice(at + 1).trim());
      if (key === 'progress') {
        this.#said(this.#progress());
        this.#block.clear();
      }
    }
  }

  #progress(): Progress {
    const number = (key: string) => Number.parseFloat(this.#block.get(key) ?? '');
    const [micros, speed] = [number('out_time_us'), number('speed')];
    // Builds before 4.1 write microseconds under the name out_time_ms; so do later ones, for their sake.
    const time = Number.isFinite(micros) ? micros : number('out_time_ms');
    return {
      frames: number('frame') || 0,
      seconds: Math.max(0, (time || 0) / 1e6),
      bytes: number('total_size') || 0,
      speed: Number.isFinite(speed) ? speed : null,
      ended: this.#block.get('progress') === 'end',
    };
  }
}
