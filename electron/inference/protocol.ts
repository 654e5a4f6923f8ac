import type { FaultData } from '../../shared/fault.ts';

/** What the parent says to the child. One request at a time; `took` says that a streamed item was dealt with. */
export type ToChild =
  | { readonly kind: 'request'; readonly id: number; readonly call: string; readonly input: unknown }
  | { readonly kind: 'took'; readonly id: number };

/** What the child says: `ready` once, then for each request any number of items and one end. */
export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'item'; readonly id: number; readonly item: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly fault: FaultData };

/**
 * The name of something the child can do, with the types of what goes in, what streams out while it works and what
 * comes back at the end. Both ends are built from one source, so the types are not checked again at the border.
 */
export interface Call<Input, Item, Output> {
  readonly name: string;
  /** Never there: only carries the types. */
  readonly types?: { readonly input: Input; readonly item: Item; readonly output: Output };
}

/** Items the child may send ahead of the parent's work on them: one is worked on, one is on its way. */
export const itemsAhead = 2;

/** How native code, V8 and WebAssembly each say that memory ran out. */
export function soundsLikeMemory(text: string): boolean {
  return /out of memory|bad_alloc|failed to allocate|allocation fail|memory size exceeded|memory\.grow/i.test(
    text,
  );
}
