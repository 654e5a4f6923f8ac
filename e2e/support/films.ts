import { loadImage } from '@napi-rs/canvas';
import type { Locator, Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  emptyProject,
  type Asset,
  type Planning,
  type Project,
  type Size,
} from '../../shared/project/schema.ts';
import { serialiseProject } from '../../shared/project/serialise.ts';
import type { DroppedFile } from './files.ts';

/** A film as it lies on disk: a keyframe at every frame of `frames`, with the pictures taken in turn. */
export interface FilmOnDisk {
  readonly name: string;
  readonly frames: readonly number[];
  readonly pictures: readonly DroppedFile[];
  readonly size?: Size;
  readonly planning?: Partial<Planning>;
}

/** Puts a film among the drafts of a home; it is the one the program opens next when it starts. */
export async function putFilm(
  home: string,
  { name, frames, pictures, size, planning }: FilmOnDisk,
): Promise<void> {
  const folder = path.join(home, 'data', 'drafts', 'put-there');
  await mkdir(path.join(folder, 'film.assets'), { recursive: true });
  const assets: Record<string, Asset> = {};
  for (const { name: called, bytes } of pictures) {
    const id = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
    const { width, height } = await loadImage(bytes);
    assets[id] = {
      name: called,
      kind: 'image',
      file: `${id}.png`,
      width,
      height,
      bytes: bytes.length,
      seconds: null,
    };
    await writeFile(path.join(folder, 'film.assets', `${id}.png`), bytes);
  }
  const ids = Object.keys(assets);
  const plain = emptyProject('put-there', name, size);
  const project: Project = {
    ...plain,
    planning: { ...plain.planning, ...planning },
    assets,
    keyframes: frames.map((frame, index) => ({
      id: `k${String(index)}`,
      frame,
      asset: ids[index % ids.length] ?? '',
      fit: 'crop',
      crop: null,
      hold: 1,
    })),
  };
  await writeFile(path.join(folder, 'film.entracte'), serialiseProject(project));
}

/** Starts a film from the template of 832 x 480 in the Films dialog. */
export async function newFilm(editor: Page, name: string): Promise<void> {
  // A film that is still being opened would close the dialog.
  await editor.getByTestId('keyframe').first().waitFor();
  await editor.keyboard.press('Control+o');
  const dialog = editor.getByRole('dialog', { name: 'Films' });
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: /16:9/ }).click();
  await dialog.waitFor({ state: 'hidden' });
}

export const keyframeFrames = (editor: Page): Promise<number[]> =>
  editor
    .getByTestId('keyframe')
    .evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset['frame'])));

export const keyframesRow = (editor: Page): Locator => editor.locator('[data-row="keyframes"]');

/** Where a frame's stem stands on the page, in pixels. */
export async function placeOf(
  editor: Page,
  frame: number,
): Promise<{ readonly x: number; readonly y: number }> {
  return keyframesRow(editor).evaluate((row, at) => {
    const box = row.getBoundingClientRect();
    const style = getComputedStyle(row);
    const [left, scale] = ['--left', '--scale'].map((name) => Number(style.getPropertyValue(name)));
    return { x: box.left + (at + 0.5 - (left ?? 0)) * (scale ?? 1), y: box.top + box.height / 2 };
  }, frame);
}
