import type { Crop, Size } from '../../shared/project/schema.ts';

const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

/** The part of a picture with the film's shape, as large as it goes, around the middle. */
export function middleCrop(picture: Size, film: Size): Crop {
  const scale = Math.max(film.width / picture.width, film.height / picture.height);
  const width = Math.min(1, film.width / scale / picture.width);
  const height = Math.min(1, film.height / scale / picture.height);
  return { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
}

/** Moved by fractions of the picture, kept inside it. */
export function movedCrop(crop: Crop, dx: number, dy: number): Crop {
  return { ...crop, x: within(crop.x + dx, 0, 1 - crop.width), y: within(crop.y + dy, 0, 1 - crop.height) };
}

/** Zoomed around its middle; `factor` below 1 shows less. Its shape stays the film's, at least a tenth of the largest. */
export function zoomedCrop(crop: Crop, factor: number, picture: Size, film: Size): Crop {
  const whole = middleCrop(picture, film);
  const size = within((crop.width * factor) / whole.width, 0.1, 1);
  const [width, height] = [whole.width * size, whole.height * size];
  const [cx, cy] = [crop.x + crop.width / 2, crop.y + crop.height / 2];
  return movedCrop({ x: cx - width / 2, y: cy - height / 2, width, height }, 0, 0);
}
