/** Waits of one for many: what is pushed is taken in order, several at once when several are there. */
export class FrameQueue<T> {
  readonly #items: T[] = [];
  #ended = false;
  #wake: (() => void)[] = [];

  /** Puts several in front: what failed together is tried again before anything new. */
  push(...items: readonly T[]): void {
    this.#items.push(...items);
    this.#changed();
  }

  end(): void {
    this.#ended = true;
    this.#changed();
  }

  /** At least one, at most what `most` says of how many wait; empty when it has ended. */
  async take(most: (waiting: number) => number): Promise<readonly T[]> {
    while (this.#items.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    return this.#items.splice(0, most(this.#items.length));
  }

  #changed(): void {
    this.#wake.splice(0).forEach((wake) => {
      wake();
    });
  }
}
