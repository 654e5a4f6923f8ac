import { expect, it } from 'vitest';
import { easingSchema } from '../project/schema.ts';
import { eased } from './easing.ts';

it.each(easingSchema.options)(
  '%s begins at its first picture, ends at its last and never goes back',
  (easing) => {
    const values = Array.from({ length: 21 }, (_, i) => eased(easing, i / 20));
    expect(values[0]).toBe(0);
    expect(values.at(-1)).toBe(1);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  },
);
