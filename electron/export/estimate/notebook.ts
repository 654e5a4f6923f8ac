import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../media/atomicWrite.ts';

const notesSchema = z.object({
  /** Pixels a second in a trial, by ffmpeg's version, encoder, class of size and speed. */
  paces: z.record(z.string(), z.number().positive()),
  /** Bits a pixel of films that were exported, by encoder and quality. */
  bits: z.record(z.string(), z.number().positive()),
  /** How many times longer an export took than its trial said, by encoder. */
  delays: z.record(z.string(), z.number().positive()),
});

type Notes = z.infer<typeof notesSchema>;

/** What trials and exports taught about encoders, kept from run to run. */
export interface Notebook {
  pace(key: string): number | null;
  keepPace(key: string, pixelsPerSecond: number): void;
  bits(encoder: string, quality: string): number | null;
  delay(encoder: string): number | null;
  /** Learns from an export that is done; the newest counts a third, so that one odd film does not rule. */
  learn(done: {
    readonly encoder: string;
    readonly quality: string;
    readonly bitsPerPixel: number;
    readonly delay: number | null;
  }): void;
  close(): Promise<void>;
}

/** `file` null keeps nothing beyond this process. A broken file is begun anew: it holds estimates only. */
export async function openNotebook(file: string | null): Promise<Notebook> {
  const notes = file === null ? blank() : await read(file);
  let writing: Promise<unknown> = Promise.resolve();
  const write = () => {
    if (file !== null) {
      writing = writing
        .then(() => writeAtomically(file, JSON.stringify(notes)))
        // Estimates are not worth a word about a full disk.
        .catch(() => undefined);
    }
  };
  const blend = (kind: 'bits' | 'delays', key: string, value: number) => {
    const before = notes[kind][key];
    notes[kind][key] = before === undefined ? value : before * 0.67 + value * 0.33;
  };
  return {
    pace: (key) => notes.paces[key] ?? null,
    keepPace: (key, pixelsPerSecond) => {
      notes.paces[key] = pixelsPerSecond;
      write();
    },
    bits: (encoder, quality) => notes.bits[`${encoder} ${quality}`] ?? null,
    delay: (encoder) => notes.delays[encoder] ?? null,
    learn: ({ encoder, quality, bitsPerPixel, delay }) => {
      blend('bits', `${encoder} ${quality}`, bitsPerPixel);
      if (delay !== null) {
        blend('delays', encoder, delay);
      }
      write();
    },
    close: async () => {
      await writing;
    },
  };
}

const blank = (): Notes => ({ paces: {}, bits: {}, delays: {} });

async function read(file: string): Promise<Notes> {
  await mkdir(path.dirname(file), { recursive: true });
  try {
    return notesSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return blank();
  }
}
