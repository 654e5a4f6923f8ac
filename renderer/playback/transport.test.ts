import { describe, expect, it } from 'vitest';
import { createTransport, reached, type Ground } from './transport.ts';

const ground: Ground = { film: { first: 0, last: 110 }, loop: null, fps: 16 };

describe('playing', () => {
  it('counts whole frames of the film, not of the screen', () => {
    expect(reached(0, 1, 1, ground).frame).toBe(16);
    expect(reached(0, 1.03, 1, ground).frame).toBe(16);
    expect(reached(50, 1, -2, ground).frame).toBe(18);
  });

  it('stops on the last frame, and on the first backwards', () => {
    expect(reached(100, 5, 1, ground)).toEqual({ frame: 110, ended: true });
    expect(reached(5, 5, -1, ground)).toEqual({ frame: 0, ended: true });
  });

  it('wraps round in a loop, both ways', () => {
    const loop = { ...ground, loop: { first: 20, last: 29 } };
    expect(reached(20, 0.625, 1, loop).frame).toBe(20);
    expect(reached(20, 0.0625, -1, loop).frame).toBe(29);
  });

  it('starts over when it stands at the end', () => {
    const transport = createTransport(
      () => ground,
      () => undefined,
    );
    transport.seek(110);
    transport.play(1);
    expect(transport.frame()).toBe(0);
  });

  it('tells listeners of a frame once', () => {
    const transport = createTransport(
      () => ground,
      () => undefined,
    );
    let heard = 0;
    transport.subscribe(() => (heard += 1));
    transport.seek(12);
    transport.seek(12);
    expect(heard).toBe(1);
  });
});
