import type { Locator, Page } from '@playwright/test';
import { dropFiles, type DroppedFile } from './support/files.ts';
import { newFilm } from './support/films.ts';
import { expect, test } from './support/program.ts';

/** Words as whisper writes them, with a start each, evenly to the end of their segment. */
function segment(words: readonly string[], start: number, end: number) {
  const long = (end - start) / words.length;
  return {
    start,
    end,
    text: ` ${words.join(' ')}`,
    words: words.map((word, i) => ({
      word: ` ${word}`,
      start: start + i * long,
      end: start + (i + 1) * long,
    })),
  };
}

const transcript: DroppedFile = {
  name: 'words.json',
  type: 'application/json',
  bytes: Buffer.from(
    JSON.stringify({
      language: 'en',
      segments: [
        segment(['The', 'train', 'leaves'], 1.375, 2.375),
        segment(['before', 'the', 'sun', 'rises'], 3, 4.5),
      ],
    }),
  ),
};

/** A tone that swells and fades: a mono WAV of 16 bits. */
function tone(seconds: number): DroppedFile {
  const rate = 16_000;
  const bytes = Buffer.alloc(44 + seconds * rate * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(bytes.length - 44, 40);
  for (let i = 0; i < seconds * rate; i++) {
    const loud = Math.sin((Math.PI * i) / (seconds * rate));
    bytes.writeInt16LE(Math.round(16_000 * loud * Math.sin((2 * Math.PI * 220 * i) / rate)), 44 + i * 2);
  }
  return { name: 'tone.wav', type: 'audio/wav', bytes };
}

const slides = (editor: Page): Locator => editor.getByTestId('slide');
const undo = (editor: Page, name: string) => editor.getByRole('button', { name: `Undo: ${name}` });

async function goTo(editor: Page, frame: number): Promise<void> {
  await editor.keyboard.press('Home');
  for (let n = 0; n < Math.floor(frame / 10); n++) {
    await editor.keyboard.press('Shift+ArrowRight');
  }
  for (let n = 0; n < frame % 10; n++) {
    await editor.keyboard.press('ArrowRight');
  }
  await expect(editor.getByTestId('frame')).toHaveText(String(frame));
}

/** Pixels of a third of the viewer's picture (0 top, 2 bottom) that are white or the yellow of the word being spoken. */
const lettersIn = (editor: Page, third: 0 | 1 | 2): Promise<number> =>
  editor.getByTestId('viewer').evaluate((element, which) => {
    const canvas = element as HTMLCanvasElement;
    const tall = Math.floor(canvas.height / 3);
    const pixels = canvas.getContext('2d')?.getImageData(0, which * tall, canvas.width, tall).data ?? [];
    let found = 0;
    for (let at = 0; at < pixels.length; at += 4) {
      const [r, g, b] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
      found += r > 250 && ((g > 250 && b > 250) || (g > 205 && g < 220 && b < 85)) ? 1 : 0;
    }
    return found;
  }, third);

/** Pulls an element by frames and pixels. */
async function pull(editor: Page, from: { x: number; y: number }, frames: number, pixels: number) {
  const scale = await editor
    .locator('[data-row="keyframes"]')
    .evaluate((row) => Number(getComputedStyle(row).getPropertyValue('--scale')));
  await editor.mouse.move(from.x, from.y);
  await editor.mouse.down();
  await editor.mouse.move(from.x + frames * scale + pixels, from.y, { steps: 5 });
}

async function boxOf(element: Locator) {
  const box = await element.boundingBox();
  if (box === null) {
    throw new Error('it cannot be seen');
  }
  return { ...box, y: box.y + box.height / 2 };
}

test('captions and a sound are dropped on a film, moved, written and seen', async ({ editor, keep }) => {
  test.setTimeout(180_000);
  await expect(editor.getByTestId('batch')).toHaveCount(2);
  await goTo(editor, 30);
  const bare = await lettersIn(editor, 2);

  await test.step('their rows appear', async () => {
    await dropFiles(editor, editor.getByTestId('lanes'), [transcript, tone(6)], { x: 200, y: 60 });
    await expect(slides(editor)).toHaveCount(2);
    await expect(editor.getByTestId('sound-row')).toBeVisible();
    await expect(slides(editor).first()).toHaveAccessibleName(
      'Caption 1, 1.38 to 2.38 seconds: The train leaves',
    );
    await expect.poll(() => lettersIn(editor, 2)).toBeGreaterThan(bare + 100);
    await keep('90-captions-dropped');
  });

  await test.step('they are seen at their time and not before', async () => {
    await goTo(editor, 21);
    await expect.poll(() => lettersIn(editor, 2)).toBeLessThan(bare + 50);
    await editor.keyboard.press('ArrowRight');
    await expect.poll(() => lettersIn(editor, 2)).toBeGreaterThan(bare + 100);
    await goTo(editor, 38);
    await expect.poll(() => lettersIn(editor, 2)).toBeLessThan(bare + 50);
  });

  await test.step('one is dragged by three frames and snaps to the keyframe there', async () => {
    const box = await boxOf(slides(editor).first());
    await pull(editor, { x: box.x + box.width / 2, y: box.y }, 3, 3);
    await keep('91-caption-dragged');
    await editor.mouse.up();
    await expect(slides(editor).first()).toHaveAccessibleName(/^Caption 1, 1\.56 to 2\.56 seconds/);
    await expect(undo(editor, 'Move caption')).toBeEnabled();
  });

  await test.step('its end is drawn to the next caption', async () => {
    const box = await boxOf(slides(editor).first());
    await pull(editor, { x: box.x + box.width - 3, y: box.y }, 7, 2);
    await editor.mouse.up();
    await expect(slides(editor).first()).toHaveAccessibleName(/^Caption 1, 1\.56 to 3\.00 seconds/);
    await expect(undo(editor, 'Change caption length')).toBeEnabled();
    await keep('92-caption-resized');
  });

  const inspector = editor.getByTestId('inspector');
  await test.step('a word is written between others, which keep their times', async () => {
    await inspector.getByText('Word times').click();
    const startOf = (word: number) => inspector.getByLabel(`Word ${String(word)}, Start`);
    const before = [await startOf(1).inputValue(), await startOf(3).inputValue()];
    await inspector.getByRole('textbox', { name: /^Text/ }).fill('The slow train leaves');
    await expect(startOf(4)).toHaveValue(before[1] ?? '');
    await expect(startOf(1)).toHaveValue(before[0] ?? '');
    await expect(slides(editor).first()).toContainText('The slow train leaves');
    await keep('93-caption-written');
    await editor.keyboard.press('Escape');
  });

  await test.step('it is put at the top of the picture', async () => {
    await slides(editor).first().click();
    await goTo(editor, 30);
    const before = await lettersIn(editor, 0);
    await inspector.getByRole('radio', { name: 'Top' }).click();
    await expect.poll(() => lettersIn(editor, 0)).toBeGreaterThan(before + 100);
    await expect.poll(() => lettersIn(editor, 2)).toBeLessThan(bare + 50);
    await keep('94-caption-styled');
  });

  await test.step('a letter that no font has is named while it is there', async () => {
    const text = inspector.getByRole('textbox', { name: /^Text/ });
    const note = inspector.getByText(/No font here has \u0378: captions show boxes there/);
    await expect(note).toHaveCount(0);
    await text.fill('The slow \u0378 train leaves');
    await expect(note).toBeVisible();
    await keep('98-caption-lacking');
    await text.fill('The slow train leaves');
    await expect(note).toHaveCount(0);
    await editor.keyboard.press('Escape');
  });

  await test.step('Delete takes it away', async () => {
    await slides(editor).first().click();
    await editor.keyboard.press('Delete');
    await expect(slides(editor)).toHaveCount(1);
    await expect(undo(editor, 'Delete caption')).toBeEnabled();
    await undo(editor, 'Delete caption').click();
    await expect(slides(editor)).toHaveCount(2);
  });
});

test('a film of captions and sound alone is as long as its sound', async ({ editor, keep }) => {
  test.setTimeout(120_000);
  await newFilm(editor, 'Words alone');
  await expect(editor.getByTestId('keyframe')).toHaveCount(0);
  await dropFiles(editor, editor.getByTestId('lanes'), [transcript, tone(6)], { x: 200, y: 60 });
  await expect(slides(editor)).toHaveCount(2);
  await expect(editor.getByTestId('sound-row')).toBeVisible();
  await editor.keyboard.press('End');
  await expect(editor.getByTestId('frame')).toHaveText('95');
  await goTo(editor, 30);
  await expect.poll(() => lettersIn(editor, 2)).toBeGreaterThan(100);
  await keep('95-words-alone');
  await editor.getByRole('button', { name: 'Export' }).click();
  const exporting = editor.getByRole('dialog').getByRole('button', { name: 'Export', exact: true });
  await expect(exporting).toBeEnabled();
  await keep('96-words-alone-export');
});

test('a file without words is refused in a sentence beside other refusals', async ({ editor, keep }) => {
  await expect(editor.getByTestId('batch')).toHaveCount(2);
  const bad = (name: string, type: string, text: string) => ({ name, type, bytes: Buffer.from(text) });
  await dropFiles(
    editor,
    editor.getByTestId('lanes'),
    [
      bad('other.json', 'application/json', '{"a":1}'),
      bad('holiday.png', 'image/png', 'no picture'),
      bad('empty.jpg', 'image/jpeg', ''),
    ],
    { x: 200, y: 60 },
  );
  const messages = editor.getByRole('region', { name: /Messages/ });
  await expect(messages).toContainText('other.json');
  await expect(messages).toContainText('holiday.png');
  await keep('97-words-refused');
});
