import { stat } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { Fault } from '../../shared/fault.ts';
import type { Crop } from '../../shared/project/schema.ts';
import { writeAtomically } from './atomicWrite.ts';
import { fastPng } from './fastPng.ts';
import { fileFault } from './fileFault.ts';
import type { Frame } from './frame.ts';

export interface ImageFacts {
  /** As it is seen, after the camera's rotation. */
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly hasAlpha: boolean;
  /** More than one in an animation. */
  readonly frames: number;
}

export interface Fitting {
  readonly width: number;
  readonly height: number;
  /** `crop` covers the frame with the picture (or its part `crop`), `fit` shows all of it; neither stretches it. */
  readonly fit: 'crop' | 'fit';
  readonly crop?: Crop | null;
  /** What lies under and around the picture, as CSS names it; null keeps it transparent. Default: black. */
  readonly background?: string | null;
}

/** 268 million: a 16,383-pixel square, about 1 GB when decoded. */
const mostPixels = 0x3fff ** 2;
const readable = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif'];
const options: SharpOptions = { limitInputPixels: mostPixels, failOn: 'truncated' };

/**
 * What a picture is, after decoding it once, so that a broken one is met here and not in mid-render.
 * Faults: missing-file, not-permitted, empty-file, not-an-image, image-too-large, broken-image.
 */
export async function inspectImage(source: Uint8Array | string): Promise<ImageFacts> {
  const { name, open, facts } = await opened(source);
  try {
    await open().resize(8, 8, { kernel: 'nearest' }).raw().toBuffer();
  } catch (error) {
    throw brokenImage(name, error);
  }
  return facts;
}

/**
 * A picture as a frame of exactly `width` x `height`: upright, first frame of an animation, any depth and colour
 * space converted to 8-bit sRGB (with its profile). Faults as `inspectImage`.
 */
export async function readImage(source: Uint8Array | string, fitting: Fitting): Promise<Frame> {
  const read = await openImage(source);
  return read(fitting);
}

/** `readImage` in two steps: whether it is a picture is told at once, its pixels are decoded when they are asked for. */
export async function openImage(source: Uint8Array | string): Promise<(fitting: Fitting) => Promise<Frame>> {
  const found = await opened(source);
  return (fitting) => decoded(found, fitting);
}

async function decoded(
  { name, open, facts }: Awaited<ReturnType<typeof opened>>,
  fitting: Fitting,
): Promise<Frame> {
  const { width, height, fit, crop = null, background = '#000' } = fitting;
  const under = background ?? { r: 0, g: 0, b: 0, alpha: 0 };
  let picture = open().autoOrient();
  if (fit === 'crop' && crop !== null) {
    picture = picture.extract(partOf(facts, crop));
  }
  picture = picture.resize(width, height, { fit: fit === 'crop' ? 'cover' : 'contain', background: under });
  if (background !== null) {
    picture = picture.flatten({ background });
  }
  try {
    const { data } = await picture
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width, height, data };
  } catch (error) {
    throw brokenImage(name, error);
  }
}

/** Writes a frame as PNG, whole or not at all. `fast` makes a larger file in a fraction of the time. */
export async function writePng(frame: Frame, file: string, { fast = false } = {}): Promise<void> {
  const small = () => ofFrame(frame).png({ compressionLevel: 6, adaptiveFiltering: true }).toBuffer();
  await writeAtomically(file, await (fast ? fastPng(frame) : small()));
}

/** A small lossy picture to look at; never larger than the frame. About 10 ms from 720p to 640 wide. */
export async function encodePreview(
  frame: Frame,
  { maxSide, format }: { readonly maxSide: number; readonly format: 'webp' | 'jpeg' },
): Promise<Uint8Array> {
  const small = ofFrame(frame).resize(maxSide, maxSide, {
    fit: 'inside',
    withoutEnlargement: true,
    kernel: 'linear',
  });
  return format === 'webp'
    ? small.webp({ quality: 75, effort: 0 }).toBuffer()
    : small.flatten({ background: '#000' }).jpeg({ quality: 80 }).toBuffer();
}

/** A picture (rgba, width*height*4) at its place in an else transparent one of `size`, as lossy WebP with alpha. */
export function overNothing(
  { x, y, ...frame }: Frame & { readonly x: number; readonly y: number },
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  return ofFrame(frame)
    .extend({
      left: x,
      top: y,
      right: size.width - x - frame.width,
      bottom: size.height - y - frame.height,
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    })
    .webp({ quality: 90, effort: 0 })
    .toBuffer();
}

/** A frame for sharp, without a copy. */
export const ofFrame = ({ data, width, height }: Frame): Sharp =>
  sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false });

async function opened(source: Uint8Array | string) {
  const name = typeof source === 'string' ? `“${path.basename(source)}”` : 'The picture';
  await checkSource(source, name);
  const open = () => sharp(source, options);
  const metadata = await open()
    .metadata()
    .catch((error: unknown) => {
      throw /pixel limit/i.test(String(error)) ? tooLarge(name, null) : notAnImage(name, error);
    });
  if (!readable.includes(metadata.format)) {
    throw notAnImage(name);
  }
  const facts = factsOf(metadata);
  if (facts.width * facts.height > mostPixels) {
    throw tooLarge(name, facts);
  }
  return { name, open, facts };
}

async function checkSource(source: Uint8Array | string, name: string): Promise<void> {
  let size: number;
  try {
    size = typeof source === 'string' ? (await stat(source)).size : source.length;
  } catch (error) {
    throw fileFault(`${name} could not be read`, String(source), error);
  }
  if (size === 0) {
    throw new Fault('empty-file', `${name} is empty (0 bytes).`, 'Copy or export it again.');
  }
}

function factsOf(metadata: Metadata): ImageFacts {
  const { width, height } = metadata.autoOrient;
  return {
    width,
    height,
    format: metadata.format,
    hasAlpha: metadata.hasAlpha,
    frames: metadata.format === 'gif' || metadata.format === 'webp' ? (metadata.pages ?? 1) : 1,
  };
}

function partOf({ width, height }: ImageFacts, crop: Crop) {
  const left = Math.min(Math.round(crop.x * width), width - 1);
  const top = Math.min(Math.round(crop.y * height), height - 1);
  return {
    left,
    top,
    width: Math.max(1, Math.min(Math.round(crop.width * width), width - left)),
    height: Math.max(1, Math.min(Math.round(crop.height * height), height - top)),
  };
}

const notAnImage = (name: string, cause?: unknown) =>
  new Fault(
    'not-an-image',
    `${name} is not a picture this program reads.`,
    'Use a JPEG, PNG, WebP, AVIF, GIF or TIFF file.',
    cause,
  );

const tooLarge = (name: string, facts: ImageFacts | null) =>
  new Fault(
    'image-too-large',
    `${name} is too large${facts === null ? '' : ` (${facts.width} x ${facts.height} pixels)`}: at most 268 million pixels are read.`,
    'Make it smaller in a picture editor.',
  );

const brokenImage = (name: string, cause: unknown) =>
  new Fault('broken-image', `${name} is damaged and cannot be read.`, 'Copy or export it again.', cause);
