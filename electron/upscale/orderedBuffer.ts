/**
 * Puts what comes in any order back into its order: indexes from 0, each exactly once. Bounded: `room` waits until an
 * index is less than `capacity` ahead of what was taken.
 */
export class OrderedBuffer<T> {
  readonly #there = new Map<number, T>();
  readonly #capacity: number;
  #next = 0;
  #known = 0;
  #total: number | null = null;
  #failure: { readonly error: unknown } | null = null;
  #wake: (() => void)[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Resolves when `index` may be begun. Rejects after `fail`. */
  async room(index: number): Promise<void> {
    while (index >= this.#next + this.#capacity) {
      await this.#change();
    }
    this.#throwFailure();
    this.#known = Math.max(this.#known, index + 1);
  }

  /** Throws RangeError for an index that was there before. */
  put(index: number, value: T): void {
    if (index < this.#next || this.#there.has(index)) {
      throw new RangeError(`frame ${String(index)} came twice`);
    }
    this.#there.set(index, value);
    this.#changed();
  }

  /** No index from `total` on will come. */
  end(total: number): void {
    this.#total = total;
    this.#changed();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#changed();
  }

  /** The indexes that were begun and are waited for, in order. */
  missing(): readonly number[] {
    const waited: number[] = [];
    for (let index = this.#next; index < this.#known; index++) {
      if (!this.#there.has(index)) {
        waited.push(index);
      }
    }
    return waited;
  }

  /** All in order, each let go of when the next is asked for. Throws what `fail` was told. */
  async *inOrder(): AsyncGenerator<T, void, void> {
    for (;;) {
      this.#throwFailure();
      if (this.#there.has(this.#next)) {
        const value = this.#there.get(this.#next) as T;
        this.#there.delete(this.#next);
        this.#next += 1;
        this.#changed();
        yield value;
      } else if (this.#total !== null && this.#next >= this.#total) {
        return;
      } else {
        await this.#change();
      }
    }
  }

  #throwFailure(): void {
    if (this.#failure !== null) {
      throw this.#failure.error;
    }
  }

  #change(): Promise<void> {
    this.#throwFailure();
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #changed(): void {
    this.#wake.splice(0).forEach((wake) => {
      wake();
    });
  }
}
