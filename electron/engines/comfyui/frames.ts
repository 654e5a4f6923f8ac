import { createHash } from 'node:crypto';
import { pixelHash } from '../../generation/contentKey.ts';
import type { GenerationRequest } from '../../generation/engine.ts';
import { greyFrame, type Frame } from '../../media/frame.ts';
import type { Run } from './graph.ts';

/** Frames as PNG files and back. Lossless: 8-bit RGB, no colour management, alpha left out. */
export interface PngCodec {
  encode(frame: Frame): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<Frame>;
}

export interface BatchPictures {
  readonly guide: readonly Run[];
  readonly mask: readonly Run[];
}

/**
 * A batch's guide and mask as runs of equal pictures, exactly `batch.generated` frames of each. `keep` is given every
 * different picture once, named by the hash of its bytes, and says what the server calls it. A mask weight w is the
 * grey round(w*255) in all of a picture.
 */
export async function picturesOf(
  request: GenerationRequest,
  codec: PngCodec,
  keep: (name: string, bytes: Uint8Array) => Promise<string>,
): Promise<BatchPictures> {
  const { width, height } = request.size;
  const named = new Map<string, string>();
  const nameOf = async (look: string, frame: () => Frame) => {
    const known = named.get(look);
    if (known !== undefined) {
      return known;
    }
    const bytes = await codec.encode(frame());
    const name = await keep(`${createHash('sha256').update(bytes).digest('hex').slice(0, 40)}.png`, bytes);
    named.set(look, name);
    return name;
  };
  const guide: string[] = [];
  const mask: string[] = [];
  for (let at = 0; at < request.batch.generated; at++) {
    const picture = await request.guide(at);
    guide.push(
      picture === null
        ? await nameOf('grey 128', () => greyFrame(width, height))
        : await nameOf(pixelHash(picture), () => picture),
    );
    const grey = Math.round((request.mask[at] ?? 1) * 255);
    mask.push(await nameOf(`grey ${String(grey)}`, () => greyFrame(width, height, grey)));
  }
  return { guide: runsOf(guide), mask: runsOf(mask) };
}

function runsOf(names: readonly string[]): readonly Run[] {
  const runs: { name: string; count: number }[] = [];
  for (const name of names) {
    const last = runs.at(-1);
    if (last?.name === name) {
      last.count += 1;
    } else {
      runs.push({ name, count: 1 });
    }
  }
  return runs;
}
