import { keysOf, type Chord } from '../actions/chord.ts';

const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** A chord drawn as keys. */
export function Keys({ chord }: { readonly chord: Chord }) {
  return (
    <span className="inline-flex gap-0.5">
      {keysOf(chord, isMac).map((key) => (
        <kbd
          key={key}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-edge bg-panel px-1 font-sans text-small text-dim"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
