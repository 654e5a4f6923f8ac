import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../../media/atomicWrite.ts';

/** The system's safe storage. */
interface Cipher {
  encrypt(text: string): string;
  decrypt(text: string): string;
}

/** Keys by address; they are given to calls and to nobody else. */
export interface Keys {
  get(label: string): string | null;
  /** null forgets it. */
  set(label: string, key: string | null): Promise<void>;
}

const keysSchema = z.array(z.tuple([z.string(), z.string()]));

/** Without a safe storage (`cipher` null) keys live as long as the program. What cannot be read is asked for again. */
export async function openKeys(file: string, cipher: Cipher | null): Promise<Keys> {
  const keys = await read(file, cipher);
  return {
    get: (label) => keys.get(label) ?? null,
    set: async (label, key) => {
      if (key === null || key === '') {
        keys.delete(label);
      } else {
        keys.set(label, key);
      }
      if (cipher !== null) {
        await writeAtomically(file, cipher.encrypt(JSON.stringify([...keys])));
      }
    },
  };
}

async function read(file: string, cipher: Cipher | null): Promise<Map<string, string>> {
  try {
    const text = cipher === null ? '[]' : cipher.decrypt(await readFile(file, 'utf8'));
    return new Map(keysSchema.parse(JSON.parse(text)));
  } catch {
    return new Map();
  }
}
