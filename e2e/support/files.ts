import { createCanvas } from '@napi-rs/canvas';
import type { Locator, Page } from '@playwright/test';

export interface DroppedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** A picture that no other of the test resembles: a disc that wanders over bars of a colour of its own. */
export function paintPicture(index: number, width = 416, height = 240): DroppedFile {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const gradient = context.createLinearGradient(0, 0, width, height);
  gradient.addColorStop(0, `hsl(${String(200 + index * 12)} 45% 30%)`);
  gradient.addColorStop(1, `hsl(${String(230 + index * 12)} 50% 55%)`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'rgba(255, 255, 255, 0.12)';
  for (let x = 0; x < width; x += 26) {
    context.fillRect(x + index * 3, 0, 9, height);
  }
  context.fillStyle = '#f4b661';
  context.beginPath();
  context.arc(70 + index * 32, 90 + index * 12, 38, 0, 2 * Math.PI);
  context.fill();
  return { name: `picture ${String(index + 1)}.png`, type: 'image/png', bytes: canvas.toBuffer('image/png') };
}

/** Drops files from disk on an element, `at` pixels from its corner, with every event a person's drop fires. */
export async function dropFiles(
  page: Page,
  target: Locator,
  files: readonly DroppedFile[],
  at: { readonly x: number; readonly y: number },
): Promise<void> {
  const box = await target.boundingBox();
  if (box === null) {
    throw new Error('there is nothing to drop on');
  }
  const sent = files.map(({ name, type, bytes }) => ({ name, type, base64: bytes.toString('base64') }));
  const data = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, type, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type }));
    }
    return transfer;
  }, sent);
  const where = { clientX: box.x + at.x, clientY: box.y + at.y };
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await target.dispatchEvent(event, { dataTransfer: data, ...where });
  }
}

/** PSNR in dB of two pictures of one size, alpha left out. */
export function psnr(a: Uint8ClampedArray | Uint8Array, b: Uint8ClampedArray | Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) {
    if (at % 4 !== 3) {
      sum += ((a[at] ?? 0) - (b[at] ?? 0)) ** 2;
    }
  }
  return 10 * Math.log10(255 ** 2 / Math.max(1e-9, sum / (a.length * 0.75)));
}
