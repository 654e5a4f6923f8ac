import sharp from 'sharp';
import { dropFiles, paintPicture, type DroppedFile } from './support/files.ts';
import { keyframeFrames, newFilm } from './support/films.ts';
import { expect, test } from './support/program.ts';

const file = (name: string, bytes: Buffer): DroppedFile => ({ name, type: '', bytes });
const plain = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background }, limitInputPixels: false });

/** Two frames of one colour each, beneath each other, as sharp takes an animation. */
async function animation(format: 'gif' | 'webp'): Promise<Buffer> {
  const frames = await plain(64, 96, '#2f7d5b')
    .composite([
      { input: { create: { width: 64, height: 48, channels: 3, background: '#c8553d' } }, top: 48, left: 0 },
    ])
    .removeAlpha()
    .raw()
    .toBuffer();
  const both = sharp(frames, { raw: { width: 64, height: 96, channels: 3, pageHeight: 48 } });
  return format === 'gif'
    ? both.gif({ delay: [100, 100] }).toBuffer()
    : both.webp({ delay: [100, 100] }).toBuffer();
}

const good = {
  'a good one.png': async () => paintPicture(0, 320, 180).bytes,
  'animated.gif': () => animation('gif'),
  'animated.webp': () => animation('webp'),
  'cmyk.jpg': () => plain(64, 48, '#3a6ea5').toColourspace('cmyk').jpeg().toBuffer(),
  'deep.png': () => plain(64, 48, '#3a6ea5').toColourspace('rgb16').png().toBuffer(),
  'rotated.jpg': () => plain(64, 48, '#8844aa').withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  'the “good” \'one\' 🎬 & "more" <b>.png': () => plain(48, 48, '#ddaa33').png().toBuffer(),
};

test('a message leaves the way out of a wide dialog free, and is closed without the dialog', async ({
  editor,
  keep,
}) => {
  await editor.setViewportSize({ width: 1280, height: 720 });
  await editor.getByTestId('keyframe').first().waitFor();
  await dropFiles(editor, editor.getByTestId('lanes'), [file('text.png', Buffer.from('A letter'))], {
    x: 0,
    y: 60,
  });
  const message = editor.locator('[data-sonner-toast]');
  await expect(message).toContainText('“text.png” is not an image');
  const keys = editor.getByRole('dialog', { name: 'Keys' });
  await editor.keyboard.press('?');
  await keys.getByRole('button', { name: 'Close' }).click();
  await expect(keys).toBeHidden();
  await editor.keyboard.press('?');
  await message.hover();
  await keep('21-over-a-dialog');
  await message.getByRole('button', { name: 'Close toast', includeHidden: true }).click();
  await expect(message).toHaveCount(0);
  await expect(keys).toBeVisible();
});

test('of a drop of good and bad files each is right or refused in one sentence', async ({ editor, keep }) => {
  test.setTimeout(150_000);
  await newFilm(editor, 'A mixed drop');
  const pictures = await Promise.all(
    Object.entries(good).map(async ([name, make]) => file(name, await make())),
  );
  const bad = [
    file('text.png', Buffer.from('This is a letter, not a picture.\n')),
    file('nothing.png', Buffer.alloc(0)),
    file('vast.png', await plain(30_000, 30_000, '#808080').png({ compressionLevel: 1 }).toBuffer()),
    file('torn.png', paintPicture(3).bytes.subarray(0, 900)),
  ];
  await dropFiles(editor, editor.getByTestId('lanes'), [...bad, ...pictures], { x: 0, y: 60 });

  const refusals = editor.locator('[data-sonner-toast][data-type="error"]');
  await expect(refusals.locator('[data-title]')).toHaveText(`${String(bad.length)} files were left out`, {
    timeout: 90_000,
  });
  await expect(refusals).toHaveCount(1);
  const sentences = refusals.getByRole('listitem');
  await expect(sentences).toHaveCount(bad.length);
  for (const [name, why] of [
    ['text.png', /is not an image/],
    ['nothing.png', /is empty/],
    ['vast.png', /too large|larger than/],
    ['torn.png', /damaged/],
  ] as const) {
    const sentence = sentences.filter({ hasText: name });
    await expect(sentence).toHaveText(why);
    expect((await sentence.innerText()).match(/[.!?](?=\s|$)/g), name).toHaveLength(1);
  }
  await keep('20-refused');

  await expect(editor.getByTestId('keyframe')).toHaveCount(pictures.length);
  expect(await keyframeFrames(editor)).toEqual(pictures.map((_, index) => index * 24));
  const bin = editor.getByRole('region', { name: 'Media' });
  for (const { name } of pictures) {
    await expect(bin.getByRole('button', { name: `${name}, used once`, exact: true })).toBeVisible();
  }
  await expect(bin.getByTitle(/rotated\.jpg · 48 × 64/)).toBeVisible();
  const broken = () =>
    bin
      .locator('img')
      .evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth === 0).length);
  await expect.poll(broken).toBe(0);

  await test.step('what was taken can be shown: colours as they were, upright, the first frame', async () => {
    // CMYK without a profile is told apart from inverted or misread colours, not from its own rounding.
    const colours = {
      'animated.gif': [47, 125, 91],
      'cmyk.jpg': [58, 110, 165],
      'deep.png': [58, 110, 165],
      'rotated.jpg': [136, 68, 170],
    };
    for (const [name, wanted] of Object.entries(colours)) {
      const at = await bin
        .getByRole('button', { name: `${name}, used once` })
        .locator('img')
        .evaluate((image) => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
          const context = canvas.getContext('2d');
          context?.drawImage(image as HTMLImageElement, 0, 0, 1, 1);
          return [...(context?.getImageData(0, 0, 1, 1).data.slice(0, 3) ?? [])];
        });
      const away = Math.max(...at.map((value, i) => Math.abs(value - (wanted[i] ?? 0))));
      expect(away, `${name} is ${at.join()}`).toBeLessThan(24);
    }
  });

  await test.step('one step takes them all back', async () => {
    await editor.keyboard.press('Control+z');
    await expect(editor.getByTestId('keyframe')).toHaveCount(0);
  });
});
