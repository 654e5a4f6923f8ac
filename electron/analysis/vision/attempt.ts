import { byTag, entriesIn, type Entry } from './answer.ts';
import { cut, shownIn, type Batch, type Need, type Shown } from './batch.ts';
import type { Answer } from './client.ts';
import { afterTrouble, blind, failed, mostTries, unproven } from './failure.ts';
import type { Ledger } from './ledger.ts';
import { encode } from './picture.ts';
import { summaryOf, type Question } from './prompt.ts';
import { mostOf, nothing, sightOf, type Rest, type ShotParts } from './shotParts.ts';
import { newTags } from './tags.ts';

/** One call, and what is to be done about its answer. Rejects with a Fault or Stopped when the run must end. */
export async function attempt(parts: ShotParts, ledger: Ledger, wanted: Batch): Promise<Rest> {
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
