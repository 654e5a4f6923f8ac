import sharp from 'sharp';
import type { KeyframeLook } from '../../shared/analysis/warnings.ts';
import { colourTexts, hashText } from '../../shared/analysis/words.ts';
import { inspectImage, readImage } from '../media/images.ts';
import type { Eye } from './look.ts';
import { smallHeight, smallWidth } from './smallFrames.ts';

/** What a picture shows: what warnings are made of, and the rest of its frame statistics. */
export interface PictureLook extends KeyframeLook {
  readonly saturation: number;
  readonly colours: readonly string[];
}

/** The look of a picture file, measured as a frame of a video is. Faults as `readImage`. */
export async function lookAtImage(eye: Eye, id: string, file: string): Promise<PictureLook> {
  const whole = await inspectImage(file);
  const scale = Math.min(1, (2 * smallWidth) / Math.max(whole.width, whole.height));
  const width = Math.max(1, Math.round(whole.width * scale));
  const height = Math.max(1, Math.round(whole.height * scale));
  const frame = await readImage(file, { width, height, fit: 'fit' });
  // Stretched, as the frames of a video are.
  const small = await sharp(frame.data, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .resize(smallWidth, smallHeight, { fit: 'fill', kernel: 'mitchell' })
    .raw()
    .toBuffer();
  const { luma, contrast, saturation, sharpness, sketch, words } = eye.look(asVideo(small));
  return {
    ...{ id, luma, contrast, saturation, sharpness, sketch },
    colours: colourTexts(words),
    hash: hashText(words),
  };
}

/** rgba of 320*180 as yuv420p by BT.709. */
function asVideo(rgba: Uint8Array): Uint8Array {
  const [pixels, half] = [smallWidth * smallHeight, smallWidth / 2];
  const yuv = new Uint8Array(pixels * 1.5);
  for (let y = 0, i = 0; y < smallHeight; y++) {
    for (let x = 0; x < smallWidth; x++, i++) {
      const [r, g, b] = [rgba[i * 4] ?? 0, rgba[i * 4 + 1] ?? 0, rgba[i * 4 + 2] ?? 0];
      const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      yuv[i] = 16 + (luma * 219) / 255;
      if (x % 2 === 0 && y % 2 === 0) {
        const at = pixels + (y / 2) * half + x / 2;
        yuv[at] = 128 + ((b - luma) / 1.8556) * (224 / 255);
        yuv[at + pixels / 4] = 128 + ((r - luma) / 1.5748) * (224 / 255);
      }
    }
  }
  return yuv;
}
