import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { plainVisionSettings, type VisionSettings } from '../../shared/analysis/vision/settings.ts';
import { FakeVision } from '../../electron/analysis/vision/fakeServer.ts';
import { createLetterPainter } from '../../electron/analysis/vision/strip.ts';
import { Fonts } from '../../electron/captions/fonts.ts';
import { paintPicture } from './files.ts';
import { putFilm } from './films.ts';

/** What the model asks for. */
export const key = 'sk-very-secret';
const fonts = new Fonts([path.resolve('resources/fonts')]);
const paint = createLetterPainter(() => fonts.familiesFor('Inter', '').letters);

/** A model of a test's own. */
export const fakeModel = (options: ConstructorParameters<typeof FakeVision>[1]): Promise<FakeVision> =>
  new FakeVision(paint, options).start();

/** The model is chosen in a program that is not started yet. */
export async function chooseModel(
  home: string,
  { url }: FakeVision,
  part: Partial<VisionSettings> = {},
): Promise<void> {
  const settings = { ...plainVisionSettings, url, model: 'fake-vision', ...part };
  await mkdir(path.join(home, 'data'), { recursive: true });
  await writeFile(path.join(home, 'data', 'vision.json'), JSON.stringify(settings));
}

/** Puts a film of eight keyframes there; the second and third are two files that show the same. */
export async function putSeenFilm(home: string): Promise<void> {
  const second = paintPicture(1);
  const pictures = [
    paintPicture(0),
    second,
    { ...second, bytes: Buffer.concat([second.bytes, Buffer.from([0])]) },
    ...[2, 3, 4, 5, 6].map((n) => paintPicture(n)),
  ];
  await putFilm(home, { name: 'Seen by a model', frames: [0, 24, 48, 72, 96, 120, 144, 168], pictures });
}
