import { GlobalFonts } from '@napi-rs/canvas';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';

export interface FontName {
  readonly name: string;
  /** It comes with the program, so that a film looks the same everywhere. */
  readonly bundled: boolean;
}

/** Families as CSS writes them: for letters, and for pictures that some fonts also have as letters (a heart, a digit in a box). */
export interface Families {
  readonly letters: string;
  readonly pictures: string;
}

interface Family {
  readonly name: string;
  readonly files: readonly string[];
  readonly when: RegExp | null;
}

/** Families of the usual systems for what no bundled one has; those that are not installed are passed over. */
const systemFallbacks = [
  ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Zen Hei'],
  ['Hiragino Sans', 'Yu Gothic', 'Meiryo', 'Noto Sans CJK JP', 'Noto Sans JP', 'IPAGothic'],
  ['Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans CJK KR'],
  ['Arial Unicode MS', 'Nirmala UI', 'Leelawadee UI', 'Segoe UI', 'Noto Sans', 'DejaVu Sans'],
].flat();

/** So that a bundled family is never mixed with another version of it on the system. */
const alias = (name: string): string => `Entracte ${name}`;

/**
 * The fonts captions are painted with. The list of fonts belongs to the process (canvas has one for all its threads), and a font stays
 * in it; a family is read when it is first needed, because the emoji alone take a third of a second.
 */
export class Fonts {
  readonly #families: readonly Family[];
  readonly #ready = new Set<string>();
  readonly #fallbacks: readonly string[];

  /** `directories` hold a `fonts.json` each. Throws 'fonts-missing' where one lacks it or a file it names. */
  constructor(directories: readonly string[]) {
    this.#families = directories.flatMap(familiesIn);
    this.#fallbacks = systemFallbacks.filter((name) => GlobalFonts.has(name));
  }

  /** Every family that can be chosen, the bundled ones first. */
  names(): readonly FontName[] {
    const bundled = this.#families
      .filter(({ when }) => when === null)
      .map(({ name }) => ({ name, bundled: true }));
    const own = new Set(this.#families.flatMap(({ name }) => [name, alias(name)]));
    const system = GlobalFonts.families.map(({ family }) => family).filter((name) => !own.has(name));
    return [...bundled, ...system.sort().map((name) => ({ name, bundled: false }))];
  }

  /**
   * The families to paint `text` with: the chosen one first, then those that have the letters it lacks. A family that is nowhere is
   * painted as Inter. Throws 'fonts-missing' when a file cannot be read as a font.
   */
  familiesFor(chosen: string, text: string): Families {
    const needed = this.#families.filter(
      ({ name, when }) => name === chosen || name === 'Inter' || when?.test(text) === true,
    );
    for (const family of needed) {
      this.#load(family);
    }
    const names = needed.map(({ name }) => name);
    const first = names.includes(chosen) ? alias(chosen) : chosen;
    const rest = names.filter((name) => name !== chosen).map(alias);
    const list = (...families: string[]) =>
      [...families.map((name) => `"${name.replace(/["\\]/g, '')}"`), 'sans-serif'].join(', ');
    return {
      letters: list(first, ...rest, ...this.#fallbacks),
      pictures: list(alias('Noto Color Emoji'), first, ...rest),
    };
  }

  #load({ name, files }: Family): void {
    if (this.#ready.has(name)) {
      return;
    }
    // Another painter of this process, in this thread or not, may have read it already.
    if (!GlobalFonts.has(alias(name))) {
      for (const file of files) {
        if (GlobalFonts.registerFromPath(file, alias(name)) === null) {
          throw missing(`The font file ${path.basename(file)} cannot be read.`);
        }
      }
    }
    this.#ready.add(name);
  }
}

function familiesIn(directory: string): readonly Family[] {
  try {
    const text = readFileSync(path.join(directory, 'fonts.json'), 'utf8');
    return listed(JSON.parse(text)).map(({ name, faces, when }) => {
      const files = faces.map((face) => path.join(directory, face));
      const lost = files.find((file) => !existsSync(file));
      if (lost !== undefined) {
        throw missing(`The font file ${path.basename(lost)} is missing.`);
      }
      return { name, files, when: when === null ? null : new RegExp(when, 'u') };
    });
  } catch (error) {
    throw error instanceof Fault ? error : missing('The list of the caption fonts cannot be read.', error);
  }
}

/** A family as fonts.json has it. */
interface Listed {
  readonly name: string;
  readonly faces: readonly string[];
  /** The letters it is loaded for whatever family is chosen; null: only when chosen. */
  readonly when: string | null;
}

/** By hand and not by zod: a thread that paints is ready in half the time without it. Throws for anything else. */
function listed(found: unknown): readonly Listed[] {
  const { families } = Object(found) as { readonly families?: unknown };
  if (!Array.isArray(families) || !families.every(isListed)) {
    throw new TypeError('not a list of font families');
  }
  return families;
}

function isListed(found: unknown): found is Listed {
  const { name, faces, when } = Object(found) as Partial<Record<keyof Listed, unknown>>;
  const isFile = (face: unknown) => typeof face === 'string' && /^[\w.-]+$/.test(face);
  const isNamed = typeof name === 'string' && name !== '';
  const hasFaces = Array.isArray(faces) && faces.length > 0 && faces.every(isFile);
  return isNamed && hasFaces && (when === null || typeof when === 'string');
}

const missing = (what: string, cause?: unknown): Fault =>
  new Fault('fonts-missing', what, 'Install the program again.', cause);
