import type PQueue from 'p-queue';
import { Fault } from '../../../shared/fault.ts';
import type { FrameWords } from '../../../shared/analysis/vision/words.ts';
import { byTag, entriesIn, type Entry } from './answer.ts';
import { cut, halved, shownIn, type Batch, type Need, type Shown } from './batch.ts';
import { Stopped, type Caller } from './caller.ts';
import type { Answer } from './client.ts';
import type { DescribeOrder, DescribeParts } from './describe.ts';
import type { VisionItem } from './item.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { BatchSize } from './memory.ts';
import type { Meter } from './meter.ts';
import { encode } from './picture.ts';
import { prepareShot } from './prepare.ts';
import { probe } from './probe.ts';
import { summaryOf, type Question } from './prompt.ts';
import { newTags } from './tags.ts';
import { stopFault, Trouble } from './trouble.ts';

export interface ShotParts extends DescribeParts {
  readonly order: DescribeOrder;
  readonly signal: AbortSignal;
  readonly meter: Meter;
  readonly caller: Caller;
  readonly encodings: PQueue;
  readonly size: BatchSize;
  readonly note: (text: string) => void;
  /** A frame has ended, one way or the other. */
  readonly settle: (words: FrameWords) => void;
  /** Waits for one of the calls at once. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** A frame was given up although nothing has ever worked here; rejects when that is no chance any more. */
  readonly lostUnproven: (reason: string) => void;
  /** The run goes no further: nothing new is sent. */
  readonly ended: () => boolean;
}

/** What is still to be asked after a call: at once, and when everything else has been asked. */
interface Rest {
  readonly first: readonly Batch[];
  readonly later: readonly Batch[];
}

const nothing: Rest = { first: [], later: [] };

/** How often a single frame is asked about before it is given up, and a busy endpoint asked again. */
const mostTries = { refused: 2, unusable: 3, silent: 2, between: 2, busy: 6 };

/** Describes the frames of one shot, batch after batch, each told what was seen just before. */
export async function describeShot(parts: ShotParts, items: readonly VisionItem[]): Promise<void> {
  const { client, settings, order, signal } = parts;
  const ledger = createLedger(parts, items);
  const source = prepareShot(
    {
      ...parts,
      model: client.model,
      language: settings.language,
      between: order.between,
      again: order.again,
      ahead: settings.batch + 2,
    },
    items,
  );
  let held: Need | null = null;
  const next = async (): Promise<Need | null> => {
    for (;;) {
      signal.throwIfAborted();
      const prepared = await source.next();
      if (prepared.done === true) {
        return null;
      }
      const need = ledger.take(prepared.value);
      if (need !== null) {
        return need;
      }
    }
  };
  /** As many frames as one call takes now. */
  const fresh = async (): Promise<Batch | null> => {
    const needs: Need[] = [];
    for (let need = held ?? (await next()); need !== null; need = await next()) {
      held = null;
      if (needs.length > 0 && shownIn({ needs: [...needs, need], alone: false }).length > mostOf(parts)) {
        held = need;
        break;
      }
      needs.push(need);
    }
    return needs.length === 0 ? null : { needs, alone: false, tried: 0 };
  };
  let [first, later]: [readonly Batch[], readonly Batch[]] = [[], []];
  while (!parts.ended()) {
    const [again, ...others] = first;
    const batch = again ?? (await fresh()) ?? later[0];
    if (batch === undefined) {
      return;
    }
    later = again === undefined && batch === later[0] ? later.slice(1) : later;
    const rest = await parts.inTurn(async () => (parts.ended() ? nothing : attempt(parts, ledger, batch)));
    first = [...rest.first, ...others];
    later = [...later, ...rest.later];
  }
}

const sightOf = ({ memory, client }: ShotParts) => memory.get(client.address.label, client.model).sight;

/** Pictures the next call may carry: without proof of sight only one, which cannot be mixed up with another. */
function mostOf(parts: ShotParts): number {
  return sightOf(parts) === 'sees' ? 1 : parts.size.most();
}

/** One call, and what is to be done about its answer. Rejects with a Fault or Stopped when the run must end. */
async function attempt(parts: ShotParts, ledger: Ledger, wanted: Batch): Promise<Rest> {
  const { client, settings, caller, meter } = parts;
  const pieces = cut(wanted, mostOf(parts));
  const [batch] = pieces;
  if (pieces.length !== 1 || batch === undefined) {
    return { first: pieces, later: [] };
  }
  if (sightOf(parts) === 'blind') {
    throw blind(parts);
  }
  const shown = shownIn(batch);
  const tagged = sightOf(parts) !== 'sees';
  const tags = newTags(shown.length, parts.random);
  const sent = await Promise.all(
    shown.map(({ small }, at) =>
      parts.encodings.add(() =>
        encode(small, tagged ? (tags[at] ?? null) : null, parts.paint, settings.format),
      ),
    ),
  );
  const question = questionOf(shown, batch.alone, ledger, { tagged, language: settings.language });
  let answer: Answer;
  try {
    answer = await caller.send(shown.length, (options) => client.ask(question, sent, options));
  } catch (error) {
    return afterTrouble(parts, ledger, batch, error);
  }
  const entries = answer.lack === null ? entriesIn(answer.text) : null;
  if (entries === null) {
    const reason = answer.lack ?? 'The model answered with something other than the JSON it was asked for.';
    return failed(parts, ledger, batch, reason, 'unusable');
  }
  const matched = tagged ? byTag(entries, tags) : [onlyOne(entries)];
  const right = matched.filter((entry) => entry !== null).length;
  if (right === 0) {
    return unproven(parts, ledger, batch);
  }
  meter.useful();
  if (tagged && sightOf(parts) === null) {
    parts.memory.change(client.address.label, client.model, { sight: 'reads' });
  }
  await Promise.all(
    shown.map(async ({ need }, at) => {
      const entry = matched[at] ?? null;
      if (need !== null && entry !== null) {
        const together = at > 0 && (matched[at - 1] ?? null) !== null;
        await ledger.keep(need, entry, { alone: batch.alone, together });
      }
    }),
  );
  const open = batch.needs.filter((need) => need.text || need.between);
  if (open.length === 0) {
    parts.size.whole(shown.length);
    return nothing;
  }
  // Half or less of what was shown: the endpoint does not look at all of it, so that to ask again is to fail again.
  if (shown.length > 1 && right * 2 <= shown.length) {
    return failed(
      parts,
      ledger,
      { ...batch, needs: open },
      'Only some of the pictures were looked at.',
      'unusable',
      shown.length,
    );
  }
  meter.askAgain(open.length);
  return again(ledger, batch, open);
}

/** What was left out of an answer that was good otherwise: together once more, then each by itself. */
async function again(ledger: Ledger, batch: Batch, open: readonly Need[]): Promise<Rest> {
  for (const need of open) {
    need.missed += need.text ? 1 : 0;
    need.betweenTries += need.text ? 0 : 1;
  }
  await ledger.dropBetween(open.filter((need) => need.betweenTries >= mostTries.between));
  const left = open.filter((need) => need.text || need.between);
  const [apart, together] = [
    left.filter(({ missed }) => missed > 1),
    left.filter(({ missed }) => missed <= 1),
  ];
  return {
    first: [
      ...(together.length === 0 ? [] : [{ needs: together, alone: batch.alone, tried: 0 }]),
      ...apart.map((need) => ({ needs: [need], alone: true, tried: 0 })),
    ],
    later: [],
  };
}

function questionOf(
  shown: readonly Shown[],
  alone: boolean,
  ledger: Ledger,
  how: Pick<Question, 'tagged' | 'language'>,
): Question {
  const first = shown[0]?.need?.index ?? (shown[1]?.need?.index ?? 1) - 1;
  const said = ledger.saidBefore(first);
  return {
    ...how,
    before: said === null ? null : summaryOf(said),
    pictures: shown.map(({ item, need }, at) => ({
      seconds: item.seconds,
      isLead: need === null,
      between: need?.between === true && (at > 0 || (alone && ledger.saidAt(need.index - 1) !== null)),
    })),
  };
}

const onlyOne = (entries: readonly Entry[]) => {
  const [entry] = entries;
  return entries.length === 1 && entry !== undefined && entry.text !== '' ? entry : null;
};

/** No code came back: either these pictures were not looked at, or this model cannot read codes. Asked once a model. */
async function unproven(parts: ShotParts, ledger: Ledger, batch: Batch): Promise<Rest> {
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

async function afterTrouble(parts: ShotParts, ledger: Ledger, batch: Batch, error: unknown): Promise<Rest> {
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

/** A batch of which (nearly) nothing came back is halved; a single frame is tried again later, then given up. */
async function failed(
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

const blind = ({ client }: ShotParts) =>
  new Fault(
    'vision-blind',
    `“${client.model}” answers without seeing the pictures.`,
    'Choose a model that takes pictures, or load its picture part (mmproj) in the server.',
  );
