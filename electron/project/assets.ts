import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, link, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Fault } from '../../shared/fault.ts';
import type { ImportedAsset } from '../../shared/media/imported.ts';
import type { Asset, Project } from '../../shared/project/schema.ts';
import { partialOf, publish } from '../media/atomicWrite.ts';
import { fileFault, systemCode } from '../media/fileFault.ts';
import { isThere } from './fileNames.ts';

/** What a file was found to be. `extension` is the format's own ("png"), whatever the file was called. */
export interface Inspected {
  readonly kind: Asset['kind'];
  readonly extension: string;
  /** Pixels, as it is shown (upright); 0 for sound. */
  readonly width: number;
  readonly height: number;
  /** How long a video or sound lasts; null for an image and where it does not say. */
  readonly seconds: number | null;
}

/** Looks into a file; null where it is no image, video or sound. May throw a Fault of its own (damaged, animated). */
export type Inspect = (file: string, name: string) => Promise<Inspected | null>;

export type Source = Readable | Uint8Array | { readonly path: string };

export const limits = {
  /** An image's file. */
  imageBytes: 200 * 1024 * 1024,
  /** A video's or sound's file. */
  mediaBytes: 64 * 1024 ** 3,
  /** A picture's pixels: what decoders of images take by themselves. */
  pixels: 268_402_689,
};

const quoted = (name: string) => `“${[...path.basename(name)].slice(0, 80).join('')}”`;

/**
 * Takes a file into an assets folder: streamed to disk while it is hashed, looked into, then put in place whole as
 * `<id>.<extension>`. The id is the first 32 hex digits of the SHA-256 of its bytes, so the same bytes dropped twice
 * are one asset. Faults: empty-file, too-large, not-media, those of `inspect` and of the system; nothing is left.
 */
export async function importAsset(
  folder: string,
  name: string,
  source: Source,
  inspect: Inspect,
): Promise<ImportedAsset> {
  const partial = partialOf(path.join(folder, 'asset'));
  try {
    await mkdir(folder, { recursive: true });
    const { id, bytes } = await received(source, partial, name);
    const found = await inspected(partial, name, bytes, inspect);
    const asset: Asset = {
      name: path.basename(name),
      kind: found.kind,
      // The same bytes under another extension are still the same asset.
      file: (await importedFile(folder, id)) ?? `${id}.${found.extension}`,
      width: found.width,
      height: found.height,
      bytes,
      seconds: found.seconds,
    };
    const target = path.join(folder, asset.file);
    const there = await stat(target).catch(() => null);
    if (there?.isFile() !== true || there.size !== bytes) {
      await publish(partial, target);
    }
    return { id, asset };
  } catch (error) {
    throw fileFault(`${quoted(name)} could not be added`, name, error);
  } finally {
    await rm(partial, { force: true });
  }
}

async function received(source: Source, partial: string, name: string) {
  const hash = createHash('sha256');
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > limits.mediaBytes ? tooLarge(name, 'a file', '64 GB') : null, chunk);
    },
  });
  await pipeline(opened(source), counter, createWriteStream(partial, { flags: 'wx' }));
  if (bytes === 0) {
    throw new Fault('empty-file', `${quoted(name)} is empty: it has 0 bytes.`, 'Export or copy it again.');
  }
  return { id: hash.digest('hex').slice(0, 32), bytes };
}

function opened(source: Source): Readable {
  if (source instanceof Readable) {
    return source;
  }
  // Readable.from would hand over bytes one number at a time.
  return source instanceof Uint8Array ? Readable.from([Buffer.from(source)]) : createReadStream(source.path);
}

async function inspected(partial: string, name: string, bytes: number, inspect: Inspect): Promise<Inspected> {
  const found = await inspect(partial, name);
  if (found === null) {
    throw new Fault(
      'not-media',
      `${quoted(name)} is not an image, a video or a sound that can be read.`,
      'Choose a PNG, JPEG, WebP, AVIF, TIFF, MP4, MOV, WebM, WAV, FLAC or MP3 file.',
    );
  }
  if (found.kind === 'image' && bytes > limits.imageBytes) {
    throw tooLarge(name, 'an image', '200 MB');
  }
  if (found.kind === 'image' && found.width * found.height > limits.pixels) {
    throw tooLarge(name, 'an image', '268 million pixels');
  }
  return found;
}

const tooLarge = (name: string, what: 'a file' | 'an image', limit: string) =>
  new Fault(
    'too-large',
    `${quoted(name)} is larger than ${what} may be (${limit}).`,
    'Make it smaller, then add it again.',
  );

/**
 * The path of an asset's file, or null: where there is none, and for every name that leads out of the folder, be it
 * by `..`, an absolute path or a symlink.
 */
export async function assetPath(folder: string, file: string): Promise<string | null> {
  if (!/^[\w-][\w.-]*$/.test(file)) {
    return null;
  }
  try {
    const [root, target] = await Promise.all([realpath(folder), realpath(path.join(folder, file))]);
    return path.dirname(target) === root && (await stat(target)).isFile() ? target : null;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM'].includes(systemCode(error))) {
      return null;
    }
    throw error;
  }
}

/** The file of an asset imported but perhaps not yet saved in a project: `<id>.<extension>`; null for none. */
export async function importedFile(folder: string, id: string): Promise<string | null> {
  if (!/^[0-9a-f]{32}$/.test(id)) {
    return null;
  }
  const names = await readdir(folder).catch(() => []);
  return names.find((name) => name.startsWith(`${id}.`)) ?? null;
}

/** Ids of a project's assets whose file is not there or not whole, in the order of its bin. */
export async function missingAssets(folder: string, project: Project): Promise<string[]> {
  const missing: string[] = [];
  for (const [id, { file, bytes }] of Object.entries(project.assets)) {
    const found = await assetPath(folder, file);
    if (found === null || (await stat(found)).size !== bytes) {
      missing.push(id);
    }
  }
  return missing;
}

/**
 * Brings every file of an assets folder into another: a hard link where the disk can (assets are never changed in
 * place), else a copy. Those no longer in the bin come along, since undo may bring them back. `copies` forbids links:
 * the source belongs to the installed program.
 */
export async function copyAssets(from: string, to: string, copies = false): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true }).catch(() => []);
  for (const { name } of entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))) {
    await placeFile(path.join(from, name), path.join(to, name), copies);
  }
}

/** A file under a second name, whole or not at all; one that is there already stays. */
export async function placeFile(source: string, target: string, copies = false): Promise<void> {
  if (await isThere(target)) {
    return;
  }
  if (!copies) {
    const linked = await link(source, target).then(
      () => true,
      () => false,
    );
    if (linked) {
      return;
    }
  }
  const partial = partialOf(target);
  try {
    await copyFile(source, partial);
    await publish(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Removes what imports left half way when the program was ended, once it is a day old: nobody writes it any more. */
export async function sweepPartials(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => /^\.entracte-[0-9a-f]+\.part$/.test(each))) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found !== null && now - found.mtimeMs > 86_400_000) {
      await rm(file, { force: true }).catch(() => undefined);
    }
  }
}
