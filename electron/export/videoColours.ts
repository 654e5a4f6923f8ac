import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import type { Size } from '../../shared/project/schema.ts';
import { exactScaling } from '../media/decoder.ts';

/**
 * The filters that bring a video's pictures to BT.709, 8-bit, limited range, and to this size, which they cover: what is over is
 * cut off. Pictures that are so already are not converted. Both sides are even.
 */
export async function towardsBt709(file: string, { width, height }: Size): Promise<readonly string[]> {
  const facts = await coloursOf(file);
  const isSo = facts?.width === width && facts.height === height;
  // What says nothing of itself is, by convention, BT.709 from 720 lines on.
  const matrix = facts?.matrix ?? ((facts?.height ?? height) >= 720 ? 'bt709' : 'bt601');
  if (isSo && matrix === 'bt709' && !facts.fullRange) {
    return [];
  }
  const covered = `scale=${String(width)}:${String(height)}:force_original_aspect_ratio=increase`;
  const colours = `in_color_matrix=${matrix}:out_color_matrix=bt709:out_range=tv:flags=${exactScaling}`;
  return [`${covered}:${colours}`, `crop=${String(width)}:${String(height)}`, 'setsar=1'];
}

/** As the pictures are seen, upright; null where the container is none that mediabunny reads. */
async function coloursOf(file: string) {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) {
      return null;
    }
    const { matrix, fullRange } = await track.getColorSpace();
    const isOld = matrix === 'smpte170m' || matrix === 'bt470bg';
    const isTurned = (await track.getRotation()) % 180 !== 0;
    const [width, height] = [await track.getCodedWidth(), await track.getCodedHeight()];
    return {
      width: isTurned ? height : width,
      height: isTurned ? width : height,
      matrix: isOld ? 'bt601' : matrix === 'bt709' ? 'bt709' : null,
      fullRange: fullRange === true,
    };
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}
