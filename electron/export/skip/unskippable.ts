import { Fault } from '../../../shared/fault.ts';

/** The encoder used something that a skipped picture cannot stand behind: the plain way encodes it then. */
export const unskippable = (what: string): Fault =>
  new Fault(
    'not-skippable',
    `The repeated pictures of this film cannot be skipped: its encoder uses ${what}.`,
    'Export it with every frame encoded.',
  );
