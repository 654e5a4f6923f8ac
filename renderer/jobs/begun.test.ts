import { expect, it } from 'vitest';
import { begunWords } from './begun.ts';

const at = (day: number, hour: number, minute: number) => new Date(2026, 4, day, hour, minute).getTime();

it('a job of today is told by its time, an older one by its day too, as the language writes them', () => {
  expect(begunWords(at(7, 9, 5), at(7, 23, 0), 'en-GB')).toBe('09:05');
  expect(begunWords(at(6, 21, 40), at(7, 9, 5), 'en-GB')).toMatch(/^6 May\W+(at )?21:40$/);
  expect(begunWords(at(6, 21, 40), at(7, 9, 5), 'de')).toMatch(/^6\. Mai\W+(um )?21:40$/);
});
