import { describe, expect, it } from 'vitest';
import type { RenderEvent } from '../../shared/generation/events.ts';
import { createFootage } from './footage.ts';

function heard(...events: readonly RenderEvent[]) {
  const footage = createFootage();
  for (const happened of events) {
    footage.hear({ prepared: 'film', happened });
  }
  return footage.store.getState();
}
const sampling: RenderEvent = { event: 'phase', batch: 1, name: 'sampling', done: 3, total: 20 };
const rough = (preview: string): RenderEvent => ({ event: 'preview', batch: 1, at: null, preview });

describe('what is heard of a batch under way', () => {
  it('is its newest phase, until it is over', () => {
    expect(heard(sampling).phase).toMatchObject({ batch: 1, name: 'sampling', done: 3 });
    expect(heard(sampling, { event: 'batch', index: 0, state: 'done' }).phase).not.toBeNull();
    expect(heard(sampling, { event: 'batch', index: 1, state: 'failed' }).phase).toBeNull();
  });

  it('is its newest rough picture and the one before, until a frame of it is there', () => {
    expect(heard(rough('a'), rough('b')).roughs.get(1)).toEqual({ preview: 'b', before: 'a' });
    const frame: RenderEvent = { event: 'frame', batch: 1, at: 1, film: 30, preview: 'c' };
    expect(heard(rough('a'), frame).roughs.size).toBe(0);
    expect(heard(rough('a'), { ...frame, batch: 0 }).roughs.size).toBe(1);
  });
});
