import { describe, expect, it } from 'vitest';
import { directionOf, levelsOf, visualOrder } from './bidi.ts';
import { mayBreak, piecesOf } from './breaks.ts';

const levels = (text: string, direction: 'ltr' | 'rtl') => [...levelsOf(text, direction)].join('');

describe('bidirectional text', () => {
  it('runs as its first strong letter does', () => {
    expect(['123 abc', 'שלום abc', '“مرحبا”', '123'].map(directionOf)).toEqual(['ltr', 'rtl', 'rtl', 'ltr']);
  });

  it('keeps Latin words and numbers left to right inside Hebrew and Arabic', () => {
    expect(levels('אב abc דה', 'rtl')).toBe('111222111');
    expect(levels('אב 12.5 ד', 'rtl')).toBe('111222211');
    expect(levels('اب 12', 'rtl')).toBe('11122');
    expect(levels('abc אב!', 'ltr')).toBe('0000110');
    expect(levels('אב 5%', 'rtl')).toBe('11122');
    expect(levels('plain', 'ltr')).toBe('00000');
  });

  it('is put in visual order level by level', () => {
    expect(visualOrder([1, 2, 2, 1])).toEqual([3, 1, 2, 0]);
    expect(visualOrder([0, 1, 1, 0])).toEqual([0, 2, 1, 3]);
    expect(visualOrder([])).toEqual([]);
  });
});

describe('places where a line may end', () => {
  it('are after hyphens and between ideographs, never before closing marks or small kana', () => {
    expect(piecesOf('word')).toEqual(['word']);
    expect(piecesOf('well-known')).toEqual(['well-', 'known']);
    expect(piecesOf('今日は、「ちょっと」。')).toEqual(['今', '日', 'は、', '「ちょっ', 'と」。']);
    expect(piecesOf('-')).toEqual(['-']);
    expect(piecesOf('สวัสดีครับ').join('')).toBe('สวัสดีครับ');
  });

  it('lie between two words without a space only where letters allow it', () => {
    expect(mayBreak('今', '日')).toBe(true);
    expect(mayBreak('今', '。')).toBe(false);
    expect(mayBreak('Hel', 'lo')).toBe(false);
  });
});
