import { expect, test } from 'vitest';
import type { Engine } from '../generation/engine.ts';
import { createEngines } from './registry.ts';

test('an engine is found by its id; an unknown one is said with those there are', () => {
  const draft = { id: 'draft' } as Engine;
  const engines = createEngines([draft]);
  expect(engines.engine('draft')).toBe(draft);
  expect(() => engines.engine('cloud')).toThrow(
    expect.objectContaining({ code: 'engine-unknown', remedy: 'Choose one of: draft.' }),
  );
});
