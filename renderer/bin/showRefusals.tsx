import { toast } from 'sonner';
import type { FaultData } from '../../shared/fault.ts';
import { showFault } from '../app/editor.ts';
import { texts } from '../texts.ts';

/** What was left out of a drop: one message for all, a sentence for each, so that it hides nothing beside it. */
export function showRefusals(faults: readonly FaultData[]): void {
  const [first, second] = faults;
  if (first === undefined) {
    return;
  }
  if (second === undefined) {
    showFault(first);
    return;
  }
  toast.error(texts.files.leftOut(faults.length), {
    description: (
      <ul className="mt-1 flex max-h-40 list-disc flex-col gap-1 overflow-y-auto pl-4" data-selectable>
        {faults.map(({ message, remedy }, i) => (
          <li key={i} title={remedy}>
            {message}
          </li>
        ))}
      </ul>
    ),
    duration: Math.min(60_000, 10_000 + 2000 * faults.length),
  });
}
