/** What is selected: things of one kind at a time. `lead` is the one that arrow keys and ranges start from. */
export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'keyframes'; readonly ids: ReadonlySet<string>; readonly lead: string }
  | { readonly kind: 'segments'; readonly ids: ReadonlySet<string>; readonly lead: string }
  | { readonly kind: 'slides'; readonly ids: ReadonlySet<string>; readonly lead: string }
  | { readonly kind: 'batch'; readonly index: number };

export type ManyKind = 'keyframes' | 'segments' | 'slides';

export const nothing: Selection = { kind: 'none' };

const none: ReadonlySet<string> = new Set();

/** What of `kind` is selected: nothing when something of another kind is. */
export const idsOf = (selection: Selection, kind: ManyKind): ReadonlySet<string> =>
  selection.kind === kind ? selection.ids : none;

export const leadOf = (selection: Selection, kind: ManyKind): string | null =>
  selection.kind === kind ? selection.lead : null;

/** `plain` selects one alone, `toggle` adds or removes it, `range` takes all between the lead and it. */
export type SelectMode = 'plain' | 'toggle' | 'range';

/** The selection after a click on `id`; `order` is every id of that kind as shown. */
export function selected(
  selection: Selection,
  kind: ManyKind,
  id: string,
  mode: SelectMode,
  order: readonly string[],
): Selection {
  const same = selection.kind === kind ? selection : null;
  if (mode === 'range' && same !== null) {
    const [a, b] = [order.indexOf(same.lead), order.indexOf(id)];
    if (a >= 0 && b >= 0) {
      return { kind, ids: new Set(order.slice(Math.min(a, b), Math.max(a, b) + 1)), lead: same.lead };
    }
  }
  if (mode === 'toggle' && same !== null) {
    const ids = new Set(same.ids);
    if (!ids.delete(id)) {
      ids.add(id);
      return { kind, ids, lead: id };
    }
    const lead = same.lead === id ? [...ids].at(-1) : same.lead;
    return lead === undefined ? nothing : { kind, ids, lead };
  }
  return { kind, ids: new Set([id]), lead: id };
}

/** All of `ids`, the last one leading. */
export function selectedAll(kind: ManyKind, ids: readonly string[]): Selection {
  const lead = ids.at(-1);
  return lead === undefined ? nothing : { kind, ids: new Set(ids), lead };
}

/** The selection without what is no longer there; the same object when all is. */
export function stillThere(selection: Selection, has: (id: string) => boolean, batches: number): Selection {
  if (selection.kind === 'none') {
    return selection;
  }
  if (selection.kind === 'batch') {
    return selection.index < batches ? selection : nothing;
  }
  const ids = [...selection.ids].filter(has);
  if (ids.length === selection.ids.size) {
    return selection;
  }
  const lead = ids.includes(selection.lead) ? selection.lead : ids.at(-1);
  return lead === undefined ? nothing : { kind: selection.kind, ids: new Set(ids), lead };
}
