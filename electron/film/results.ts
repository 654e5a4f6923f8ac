import { createHash } from 'node:crypto';
import path from 'node:path';

/** Finished files by an id that stands for their place, which the screen never sees. */
export interface Results {
  add(file: string): string;
  find(media: string): { readonly file: string; readonly name: string } | null;
}

export function createResults(): Results {
  const files = new Map<string, string>();
  return {
    add: (file) => {
      const id = createHash('sha256').update(file).digest('hex').slice(0, 24);
      files.set(id, file);
      return id;
    },
    find: (media) => {
      const file = files.get(media);
      return file === undefined ? null : { file, name: path.basename(file) };
    },
  };
}
