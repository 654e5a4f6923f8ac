import { createCanvas, ImageData, loadImage, type Canvas } from '@napi-rs/canvas';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaptionStyle, CaptionTrack } from '../../shared/captions/schema.ts';
import { states } from '../../shared/captions/states.ts';
import { Fonts } from './fonts.ts';
import { Painter, type Patch } from './painter.ts';
import { paintFrame } from './reference.ts';
import { slideOf, trackOf } from './testing/tracks.ts';

const here = import.meta.dirname;
const fonts = new Fonts([path.resolve(here, '../../resources/fonts'), path.join(here, 'testing')]);
const size = { width: 640, height: 360 };
const fps = { num: 30, den: 1 };

const painterOf = (track: CaptionTrack, film = size) => new Painter(track, film, fonts);

/** The state in which a word is the current one, painted. */
function patchOf(track: CaptionTrack, current: number, film = size): Patch {
  const painter = painterOf(track, film);
  const state = states(track, fps, 3000).states.find(
    ({ parts }) => parts.at(-1)?.marked[0] === current && parts.at(-1)?.marked[1] === current + 1,
  );
  const patch = state === undefined ? null : painter.paint(state);
  if (patch === null) {
    throw new Error('nothing was painted');
  }
  return patch;
}

function onGrey(patch: Patch): Canvas {
  const [canvas, part] = [createCanvas(size.width, size.height), createCanvas(patch.width, patch.height)];
  const context = canvas.getContext('2d');
  context.fillStyle = '#607060';
  context.fillRect(0, 0, size.width, size.height);
  const pixels = new ImageData(new Uint8ClampedArray(patch.data), patch.width, patch.height);
  part.getContext('2d').putImageData(pixels, 0, 0);
  context.drawImage(part, patch.x, patch.y);
  return canvas;
}

const pixelsOf = (canvas: Canvas) =>
  canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;

/** The share of pixels that clearly differ. Systems smooth the edges of letters differently; a wrong letter or place is far more than that. */
async function differenceFromGolden(name: string, canvas: Canvas): Promise<number> {
  const file = path.join(here, 'testing', 'golden', `${name}.png`);
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, canvas.toBuffer('image/png'));
    throw new Error(`${file} was written: look at it`);
  }
  const image = await loadImage(file);
  const golden = createCanvas(image.width, image.height);
  golden.getContext('2d').drawImage(image, 0, 0);
  const [a, b] = [pixelsOf(canvas), pixelsOf(golden)];
  let different = 0;
  for (let at = 0; at < a.length; at += 4) {
    const most = Math.max(...[0, 1, 2].map((c) => Math.abs((a[at + c] ?? 0) - (b[at + c] ?? 0))));
    different += most > 80 ? 1 : 0;
  }
  return different / (a.length / 4);
}

const large = { size: 110, smallest: 60 };
const goldens: readonly (readonly [string, string, Partial<CaptionStyle>, number])[] = [
  ['latin', 'The quick brown fox jumps over the lazy dog', large, 3],
  ['arabic', 'مرحبا بالعالم هذا نص عربي مع 2024 و English داخله', large, 1],
  ['hebrew', 'שלום עולם, זה טקסט (עברי) עם 12.5% ו-Hello!', large, 1],
  ['japanese', '今日は良い天気です。「ちょっと、待って！」字幕は 正しく 改行されます', large, 1],
  ['emoji', 'Party 🎉 time 👨‍👩‍👧‍👦 👍🏽 ❤️ 🇫🇷 1️⃣ yes', large, 2],
  [
    'longWord',
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft now',
    large,
    0,
  ],
  [
    'boxAndShadow',
    'Words in a round box with a soft shadow',
    {
      ...large,
      font: 'Montserrat',
      outline: null,
      box: { colour: '#203060cc', padding: 24, radius: 30, around: 'line' },
      shadow: { x: 6, y: 8, blur: 12, colour: '#000000ff' },
      currentBox: '#c03050',
      anchor: 'top',
      position: { x: 0.5, y: 0.05 },
      align: 'left',
    },
    4,
  ],
  [
    'karaoke',
    'Sing along with me',
    {
      ...large,
      font: 'Bebas Neue',
      mark: 'spoken',
      show: 'slide',
      box: { colour: '#000000a0', padding: 30, radius: 0, around: 'slide' },
    },
    0,
  ],
];

describe('a painted state', () => {
  it.each(goldens)('of %s looks as it was looked at', async (name, text, style, current) => {
    expect(
      await differenceFromGolden(name, onGrey(patchOf(trackOf([slideOf(text)], style), current))),
    ).toBeLessThan(0.004);
  });

  it('is, put in its place, the frame that is painted whole from the times alone', () => {
    const long = 'Words that come and go, some of them שלום and مرحبا and 🎉 too';
    const looks: Partial<CaptionStyle>[] = [
      {},
      { show: 'spoken', shadow: { x: 3, y: 5, blur: 9, colour: '#102030c0' }, outline: null },
      { show: 'current', mark: 'none', currentBold: false },
      {
        mark: 'spoken',
        currentBox: '#ff0000a0',
        box: { colour: '#00000080', padding: 18, radius: 14, around: 'line' },
      },
    ];
    for (const style of looks) {
      const two = slideOf('and a second one', 3.3, { anchor: 'top', position: { x: 0.2, y: 0.1 } });
      const track = trackOf([slideOf(long), two, slideOf('over the first', 5)], style);
      const ntsc = { num: 24000, den: 1001 };
      const { states: found, runs } = states(track, ntsc, 400);
      const painter = painterOf(track);
      for (const frame of [0, 23, 24, 79, 80, 121, 130, 200, 335, 399]) {
        const run = runs.find(({ from, frames }) => from <= frame && frame < from + frames);
        const patch = painter.paint(found[run?.state ?? -1] ?? { parts: [] });
        const whole = new Uint8Array(size.width * size.height * 4);
        for (let y = 0; patch !== null && y < patch.height; y++) {
          const row = patch.data.subarray(y * patch.width * 4, (y + 1) * patch.width * 4);
          whole.set(row, ((patch.y + y) * size.width + patch.x) * 4);
        }
        expect(Buffer.compare(whole, paintFrame(track, size, ntsc, frame, fonts).data)).toBe(0);
      }
    }
  }, 20_000);

  it('moves no word when another becomes the bold one', () => {
    const track = trackOf([slideOf('Illegible mmmm words stay where they are')], {
      currentColour: '#ffffff',
    });
    const [first, last] = [patchOf(track, 0), patchOf(track, 6)];
    const painter = painterOf(track);
    const run = painter.layout(0)?.runs.find(({ word }) => word === 3);
    const cut = ({ data, ...patch }: Patch) => {
      const rows: number[] = [];
      const slot = run?.slot ?? patch;
      for (let y = 0; y < slot.height; y++) {
        const at = ((slot.y - patch.y + y) * patch.width + Math.ceil(slot.x) - patch.x) * 4;
        rows.push(...data.subarray(at, at + Math.floor(slot.width - 1) * 4));
      }
      return rows;
    };
    expect(cut(first)).toEqual(cut(last));
    expect(cut(first).some((value) => value > 0)).toBe(true);
  });

  it('is nothing for an empty picture, and never lies outside the film', () => {
    const track = trackOf([slideOf('Far away')], {
      position: { x: 1, y: 1 },
      shadow: { x: 90, y: 90, blur: 50, colour: '#000000' },
    });
    expect(painterOf(track).paint({ parts: [] })).toBeNull();
    const patch = patchOf(track, 0);
    expect([patch.x >= 0, patch.y >= 0, patch.x + patch.width <= 640, patch.y + patch.height <= 360]).toEqual(
      [true, true, true, true],
    );
    expect(patch.data.length).toBe(patch.width * patch.height * 4);
  });
});

describe('the layout of a slide', () => {
  const inside = { width: size.width, height: size.height };

  it('makes letters smaller, then cuts words, then leaves lines out, and says so', () => {
    const at = (text: string, style: Partial<CaptionStyle> = {}) =>
      painterOf(trackOf([slideOf(text)], style)).layout(0);
    const words = (count: number) => Array.from({ length: count }, (_, i) => `word${String(i)}`).join(' ');
    const scale = 360 / 1080;
    expect(at('short')?.size).toBeCloseTo(64 * scale);
    expect(at(words(28))?.size).toBeLessThan(64 * scale);
    expect(at(words(28))?.lines.length).toBeLessThanOrEqual(3);
    expect(at(words(400))?.overflows).toBe(false);
    expect(at(words(10_000))?.overflows).toBe(true);
    for (const layout of [at('m'.repeat(300)), at(words(28)), at(words(10_000))]) {
      const { x, y, width, height } = layout?.block ?? { x: -1, y: -1, width: 0, height: 0 };
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(inside.width);
      expect(y + height).toBeLessThanOrEqual(inside.height);
    }
  });

  it('keeps the lines a file has, and breaks evenly where it breaks itself', () => {
    const slide = slideOf('one two');
    const broken = { ...slide, words: slide.words.map((word) => ({ ...word, gap: '\n' as const })) };
    expect(painterOf(trackOf([broken])).layout(0)?.lines).toHaveLength(2);
    const lines =
      painterOf(trackOf([slideOf('aaaa bbbb cccc dddd eeee ffff gggg')], { width: 0.45 })).layout(0)?.lines ??
      [];
    expect(lines).toHaveLength(2);
    expect(
      Math.min(...lines.map(({ width }) => width)) / Math.max(...lines.map(({ width }) => width)),
    ).toBeGreaterThan(0.7);
  });

  it('puts a slide that comes while another is shown beside it, never on it', () => {
    for (const anchor of ['top', 'bottom', 'middle'] as const) {
      const track = trackOf([slideOf('first of them'), slideOf('second of them', 1), slideOf('third', 2)], {
        anchor,
        position: { x: 0.5, y: 0.5 },
      });
      const painter = painterOf(track);
      const blocks = [0, 1, 2].map((i) => painter.layout(i)?.block ?? { y: 0, height: 0 });
      const sorted = [...blocks].sort((a, b) => a.y - b.y);
      expect(
        sorted.every(
          (block, i) => i === 0 || (sorted[i - 1]?.y ?? 0) + (sorted[i - 1]?.height ?? 0) <= block.y,
        ),
      ).toBe(true);
      expect(
        painterOf(trackOf([slideOf('first of them')], { anchor, position: { x: 0.5, y: 0.5 } })).layout(0)
          ?.block,
      ).toEqual(blocks[0]);
    }
  });

  it('is the same for a film of twice the size, twice as large', () => {
    const track = trackOf([slideOf('Twice as large')]);
    const [one, two] = [painterOf(track).layout(0), painterOf(track, { width: 1280, height: 720 }).layout(0)];
    expect(two?.size).toBeCloseTo((one?.size ?? 0) * 2);
    expect((two?.block.x ?? 0) / 2).toBeCloseTo(one?.block.x ?? 0, -0.5);
  });
});

describe('the fonts', () => {
  it('are listed, the bundled ones first, and a family that is nowhere is painted as Inter', () => {
    expect(fonts.names().slice(0, 4)).toEqual(
      ['Inter', 'Montserrat', 'Lora', 'Bebas Neue'].map((name) => ({ name, bundled: true })),
    );
    const paint = (font: string) => Buffer.from(patchOf(trackOf([slideOf('Same here')], { font }), 0).data);
    expect(paint('No Such "Family"').equals(paint('Inter'))).toBe(true);
    expect(paint('Lora').equals(paint('Inter'))).toBe(false);
  });

  it('that are missing are a Fault', () => {
    expect(() => new Fonts([path.join(here, 'nowhere')])).toThrow(
      expect.objectContaining({ code: 'fonts-missing' }),
    );
  });
});
