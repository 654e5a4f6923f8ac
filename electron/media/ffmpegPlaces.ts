import { createRequire } from 'node:module';
import path from 'node:path';

/** Where an ffmpeg may be. `ours`: it came with the program, so its mode may be changed to make it executable. */
export interface Place {
  readonly source: 'setting' | 'packaged' | 'ffmpeg-static' | 'path' | 'installer';
  readonly file: string;
  readonly ours: boolean;
}

/**
 * The places in the order they are tried: the setting (or FFMPEG_PATH), the packaged resources folder, ffmpeg-static,
 * the folders of PATH, the ffmpeg inside @ffmpeg-installer. Nothing is looked at yet; null means "not given".
 */
export function ffmpegPlaces(given: {
  readonly setting: string | null;
  readonly resources: string | null;
  readonly path: string;
}): readonly Place[] {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const places: Place[] = [];
  if (given.setting !== null && given.setting !== '') {
    places.push({ source: 'setting', file: given.setting, ours: false });
  }
  if (given.resources !== null) {
    places.push({ source: 'packaged', file: path.join(given.resources, name), ours: true });
  }
  const beside = createRequire(import.meta.url);
  const fixed = folderOf(beside, 'ffmpeg-static');
  if (fixed !== null) {
    places.push({ source: 'ffmpeg-static', file: path.join(fixed, name), ours: true });
  }
  for (const folder of given.path.split(path.delimiter).filter((entry) => path.isAbsolute(entry))) {
    places.push({ source: 'path', file: path.join(folder, name), ours: false });
  }
  const installed = installerFolder(beside, 'ffmpeg');
  if (installed !== null) {
    places.push({ source: 'installer', file: path.join(installed, name), ours: true });
  }
  return places;
}

/** The folder of @ffmpeg-installer's package for this system; its own index throws where there is none. */
function installerFolder(require: NodeJS.Require, tool: string): string | null {
  const installer = folderOf(require, `@${tool}-installer/${tool}`);
  if (installer === null) {
    return null;
  }
  const platform = `@${tool}-installer/${process.platform}-${process.arch}`;
  return folderOf(createRequire(path.join(installer, 'package.json')), platform);
}

/** A package's folder as a program can be started from: a packed app keeps binaries outside its archive. */
function folderOf(require: NodeJS.Require, name: string): string | null {
  try {
    const folder = path.dirname(require.resolve(`${name}/package.json`));
    return folder.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked');
  } catch {
    return null;
  }
}
