import { freemem } from 'node:os';

/** How many pictures go together and how large a piece may be, for one network and one size of picture. */
export interface Load {
  readonly together: number;
  /** Pixels of input computed at once at most. */
  readonly pixels: number;
}

/** What did not fit, kept for the next time: by network and size of picture. */
export type LoadMemory = Map<string, Load>;

/** More than this together makes nothing faster, and the last ones would wait for each other. */
const mostTogether = 8;
const enoughPixels = 2 ** 17;

/** Smaller pieces are mostly margin. */
const leastPixels = 96 * 96;

/** Pictures grow together after this many runs that went well. */
const wellBefore = 4;

/**
 * Chooses the load by the memory there is (`budget`, bytes), grows it while all goes well and halves it when memory runs
 * out: first the pictures together, then the piece. What once failed is never tried again.
 */
export class Batches {
  #load: Load;
  #most: Load;
  #well = 0;

  constructor(
    private readonly memory: LoadMemory,
    private readonly key: string,
    size: { readonly width: number; readonly height: number },
    bytesPerPixel: number,
    budget: number,
  ) {
    const affordable = Math.max(leastPixels, Math.floor(budget / bytesPerPixel));
    const area = size.width * size.height;
    const fits = {
      together: Math.max(
        1,
        Math.min(mostTogether, Math.floor(affordable / area), Math.max(2, Math.floor(enoughPixels / area))),
      ),
      pixels: affordable,
    };
    const known = memory.get(key);
    this.#most =
      known === undefined
        ? fits
        : {
            together: Math.min(known.together, fits.together),
            pixels: Math.min(known.pixels, fits.pixels),
          };
    this.#load = { together: Math.min(2, this.#most.together), pixels: this.#most.pixels };
  }

  get load(): Load {
    return this.#load;
  }

  wentWell(): void {
    this.#well += 1;
    if (this.#well >= wellBefore && this.#load.together < this.#most.together) {
      this.#well = 0;
      this.#load = { ...this.#load, together: Math.min(this.#load.together * 2, this.#most.together) };
    }
  }

  /** Memory ran out with `pictures` together at `load`; false when nothing smaller is worth trying. */
  tooMuch(pictures: number, load: Load, area: number): boolean {
    this.#well = 0;
    const together = Math.max(1, Math.floor(pictures / 2));
    const pixels = pictures > 1 ? load.pixels : Math.floor(Math.min(load.pixels, area) / 2);
    if (pixels < leastPixels) {
      return false;
    }
    this.#most = {
      together: Math.min(this.#most.together, together),
      pixels: Math.min(this.#most.pixels, pixels),
    };
    this.#load = { together: Math.min(this.#load.together, together), pixels: this.#most.pixels };
    this.memory.set(this.key, this.#most);
    return true;
  }
}

/** The loads of a network for pictures of a size; with several passes the last, which takes the largest, decides. */
export function batchesFor(
  loads: LoadMemory,
  model: { readonly sha256: string; readonly scale: number; readonly bytesPerPixel: number },
  passes: number,
  { width, height }: { readonly width: number; readonly height: number },
  budget: number,
): Batches {
  const times = model.scale ** (passes - 1);
  const key = `${model.sha256} ${String(width)}x${String(height)} ${String(passes)}`;
  return new Batches(
    loads,
    key,
    { width: width * times, height: height * times },
    model.bytesPerPixel,
    budget,
  );
}

/** The piece that pictures of a size are cut into so that none has more than `pixels`; null when they stay whole. */
export function tileFor(
  { width, height }: { readonly width: number; readonly height: number },
  pixels: number,
  margin: number,
): { readonly width: number; readonly height: number } | null {
  if (width * height <= pixels) {
    return null;
  }
  const least = 2 * margin + 16;
  const side = Math.max(least, Math.floor(Math.sqrt(pixels)));
  const tileWidth = Math.min(width, side);
  return { width: tileWidth, height: Math.min(height, Math.max(least, Math.floor(pixels / tileWidth))) };
}

/** Bytes a run may take: half of what is free, between 256 MB and 4 GB. */
export function memoryBudget(): number {
  return Math.min(4e9, Math.max(256e6, freemem() / 2));
}
