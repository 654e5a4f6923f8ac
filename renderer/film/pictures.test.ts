import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPictures } from './pictures.ts';

interface Asked {
  readonly src: string;
  readonly arrive: () => void;
  readonly fail: () => void;
  called: 'on' | 'off';
}

let asked: Asked[] = [];
beforeEach(() => {
  asked = [];
  // The browser's Image, whose pictures come when the test says so.
  vi.stubGlobal(
    'Image',
    class {
      decoding = '';
      #own: Asked | null = null;
      #settle: Pick<Asked, 'arrive' | 'fail'> = { arrive: () => undefined, fail: () => undefined };
      set src(address: string) {
        this.#own = {
          src: address,
          arrive: () => this.#settle.arrive(),
          fail: () => this.#settle.fail(),
          called: 'on',
        };
        asked.push(this.#own);
      }
      decode() {
        return new Promise<void>((yes, no) => {
          this.#settle = { arrive: yes, fail: () => no(new Error('called off')) };
        });
      }
      removeAttribute() {
        if (this.#own !== null) {
          this.#own.called = 'off';
          this.#own.fail();
        }
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

const named = (key: string) => ({ key, address: `/${key}` });

test('what a fast playhead has left behind is called off, what it looks at is not', async () => {
  const pictures = createPictures(20);
  const heard = vi.fn();
  pictures.subscribe(heard);
  for (const frame of ['1', '2', '3']) {
    pictures.get(named(frame));
    pictures.get(named('keyframe'));
    pictures.endRound();
  }
  expect(asked.map(({ src, called }) => [src, called])).toEqual([
    ['/1', 'off'],
    ['/keyframe', 'on'],
    ['/2', 'off'],
    ['/3', 'on'],
  ]);
  await new Promise((resolve) => setTimeout(resolve));
  expect(heard).not.toHaveBeenCalled();
  expect(pictures.isAbsent(named('1'))).toBe(false);

  asked[3]?.arrive();
  await new Promise((resolve) => setTimeout(resolve));
  expect(heard).toHaveBeenCalledOnce();
  expect(pictures.get(named('3'))).not.toBeNull();
  // Come back to: asked for again.
  pictures.get(named('1'));
  expect(asked.at(-1)).toMatchObject({ src: '/1', called: 'on' });
});

test('one that arrived stays, one that could not be had is told apart', async () => {
  const pictures = createPictures(20);
  pictures.get(named('there'));
  pictures.get(named('gone'));
  asked[0]?.arrive();
  asked[1]?.fail();
  await new Promise((resolve) => setTimeout(resolve));
  pictures.endRound();
  pictures.endRound();
  expect(pictures.get(named('there'))).not.toBeNull();
  expect(pictures.isAbsent(named('gone'))).toBe(true);
});
