import { Fault } from '../../../shared/fault.ts';
import { halved, shownIn, type Batch, type Need } from './batch.ts';
import { Stopped } from './caller.ts';
import type { Ledger } from './ledger.ts';
import { probe } from './probe.ts';
import { nothing, sightOf, type Rest, type ShotParts } from './shotParts.ts';
import { stopFault, Trouble } from './trouble.ts';

/** How often a single frame is asked about before it is given up, and a busy endpoint asked again. */
export const mostTries = { refused: 2, unusable: 3, silent: 2, between: 2, busy: 6 };

/** A batch of which (nearly) nothing came back is halved; a single frame is tried again later, then given up. */
export async function failed(
  parts: ShotParts,
  ledger: Ledger,
  batch: Batch,
  reason: string,
  why: 'refused' | 'unusable' | 'silent',
  pictures = shownIn(batch).length,
): Promise<Rest> {
  if (pictures > 1) {
    const halves = halved(batch);
    parts.meter.split();
    parts.note(`A call with ${String(pictures)} pictures failed and is halved: ${reason}`);
    if (why !== 'silent') {
      const suspicion = { pictures };
      batch.needs.forEach((need) => need.suspicions.push(suspicion));
      parts.size.tooMany(pictures);
    }
    return { first: halves.length === 0 ? [batch] : halves, later: [] };
  }
  const given: Need[] = [];
  for (const need of batch.needs) {
    need.tries += 1;
    if (need.tries >= mostTries[why]) {
      given.push(need);
    }
  }
  if (given.length > 0) {
    // Where nothing has ever worked, it is hardly the frame: the next run may ask again.
    const proven = sightOf(parts) !== null;
    await ledger.giveUp(given, reason, proven && why !== 'silent');
    if (!proven) {
      parts.lostUnproven(reason);
    }
    return nothing;
  }
  parts.meter.askAgain(batch.needs.length);
  // Before anything has worked there is nothing better to ask meanwhile.
  return sightOf(parts) === null ? { first: [batch], later: [] } : { first: [], later: [batch] };
}

/** No code came back: either these pictures were not looked at, or this model cannot read codes. Asked once a model. */
export async function unproven(parts: ShotParts, ledger: Ledger, batch: Batch): Promise<Rest> {
  const { client, caller, memory } = parts;
  if (sightOf(parts) === null) {
    const sight = await probe(
      (words, picture) => caller.send(1, (options) => client.look(words, picture, options)),
      parts.paint,
      parts.random,
    ).catch((error: unknown) => {
      if (error instanceof Trouble) {
        return error;
      }
      throw error;
    });
    if (sight instanceof Trouble) {
      return afterTrouble(parts, ledger, batch, sight);
    }
    memory.change(client.address.label, client.model, { sight });
    if (sight === 'blind') {
      throw blind(parts);
    }
    if (sight === 'sees') {
      parts.note(
        `${client.model} cannot read the codes under the pictures: it is asked about one at a time.`,
      );
      return { first: [batch], later: [] };
    }
  }
  const reason =
    sightOf(parts) === 'sees'
      ? 'The model said nothing about the picture.'
      : 'The model did not show that it looked at the picture: the code under it did not come back.';
  return failed(parts, ledger, batch, reason, 'unusable');
}

/** What is done about a call that was not answered. Rejects with a Fault or Stopped when the run must end. */
export async function afterTrouble(
  parts: ShotParts,
  ledger: Ledger,
  batch: Batch,
  error: unknown,
): Promise<Rest> {
  parts.signal.throwIfAborted();
  if (!(error instanceof Trouble)) {
    throw error;
  }
  const { kind, message, status, wait } = error;
  if (kind === 'stop' || kind === 'form') {
    throw stopFault(error, parts.client.address.label, parts.client.model);
  }
  const { memory, client } = parts;
  const known = memory.get(client.address.label, client.model);
  if (kind === 'refused' && known.sight === null && known.schema && shownIn(batch).length === 1) {
    // Some endpoints refuse the form of the question without naming it.
    memory.change(client.address.label, client.model, { schema: false });
    return { first: [batch], later: [] };
  }
  if (kind === 'refused' || kind === 'unusable' || kind === 'silent') {
    return failed(parts, ledger, batch, message, kind);
  }
  const tried = batch.tried + 1;
  // Some servers break on what is too much for them instead of saying so.
  if (kind === 'busy' && status !== null && status >= 500 && wait === null && tried > 2) {
    return failed(parts, ledger, batch, message, 'silent');
  }
  if (kind === 'busy' && tried >= mostTries.busy) {
    throw new Stopped(`${message} It stayed so ${String(tried)} times.`);
  }
  parts.caller.hold(tried, wait);
  return { first: [{ ...batch, tried }], later: [] };
}

export const blind = ({ client }: ShotParts) =>
  new Fault(
    'vision-blind',
    `“${client.model}” answers without seeing the pictures.`,
    'Choose a model that takes pictures, or load its picture part (mmproj) in the server.',
  );
