import { lstat } from 'node:fs/promises';
import path from 'node:path';

export const extension = '.entracte';

/** Names Windows keeps for devices, with or without an extension. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** UTF-8 bytes of a stem: below every system's 255 with room for " 12.entracte" and the folders beside it. */
const longest = 150;

/** A file name, without its extension, that Windows, macOS and Linux all take, as near to `name` as can be. */
export function safeStem(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[<>:"/\\|?*\u0000-\u001f\u007f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/\.entracte$/i, '');
  const stem = shortened(plain.replace(/^[. ]+/, '')).replace(/[. ]+$/, '');
  if (stem === '') {
    return 'Untitled';
  }
  return reserved.test(stem) ? `_${stem}` : stem;
}

/** Cut between what people see as characters, so that no emoji or accent is torn. */
function shortened(text: string): string {
  let [kept, bytes] = ['', 0];
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > longest) {
      break;
    }
    kept += segment;
  }
  return kept;
}

/** The project file for `name` in `folder`; " 2", " 3" … where a project of that name, or its assets, is there. */
export async function freeProjectFile(folder: string, name: string): Promise<string> {
  const stem = safeStem(name);
  for (let n = 1; ; n++) {
    const file = path.join(folder, `${n === 1 ? stem : `${stem} ${String(n)}`}${extension}`);
    if (!(await isThere(file)) && !(await isThere(assetsFolder(file)))) {
      return file;
    }
  }
}

export async function isThere(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => null)) !== null;
}

const beside = (file: string, ending: string) =>
  path.join(path.dirname(file), `${path.basename(file, path.extname(file))}${ending}`);

/** `film.entracte` has its files in `film.assets/`. */
export const assetsFolder = (file: string): string => beside(file, '.assets');

/** `film.entracte` has its older saves in `film.backups/`. */
export const backupsFolder = (file: string): string => beside(file, '.backups');

/** A folder as people know it: "~/Documents" for what lies in `home`. */
export function shortFolder(folder: string, home: string | null): string {
  if (home === null) {
    return folder;
  }
  const inside = path.relative(home, folder);
  const outside = inside.startsWith('..') || path.isAbsolute(inside);
  return outside ? folder : ['~', ...inside.split(path.sep)].filter((part) => part !== '').join('/');
}
