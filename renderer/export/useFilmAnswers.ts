import { useCallback, useMemo } from 'react';
import { useStore } from 'zustand';
import type { EncodersAnswer, Estimate } from '../../shared/export/contract.ts';
import type { ExportSettings } from '../../shared/export/settings.ts';
import type { Prepared } from '../../shared/contract.ts';
import { useEditor } from '../app/editor.ts';
import { useAnswer, type Answer } from '../connection/useAnswer.ts';

export type Choices = Omit<ExportSettings, 'name'>;

/** `isNew`: to what is chosen now, not to what was chosen before. */
type About<T> = Pick<Answer<unknown, T>, 'value' | 'fault'> & { readonly isNew: boolean };

export interface FilmAnswers {
  readonly isLinked: boolean;
  readonly encoders: About<EncodersAnswer> | null;
  readonly estimate: About<Estimate> | null;
}

/** What main says of a film and the choices: the encoders there are, where they matter, and what an export would take. */
export function useFilmAnswers(
  prepared: Prepared | null,
  choices: Choices,
  hasEncoders: boolean,
): FilmAnswers {
  const { client, link } = useEditor();
  const isLinked = useStore(link, (state) => state === 'open');
  // Asked anew when main says anew what the film is: after a lost connection it may be a main that never heard of it.
  const film = useMemo(
    () =>
      prepared === null || !isLinked
        ? null
        : { prepared: prepared.id, settings: { ...choices, name: 'film' } },
    [prepared, isLinked, choices],
  );
  const askEncoders = useCallback(
    (about: NonNullable<typeof film>, signal: AbortSignal) => client.exports.encoders(about, { signal }),
    [client],
  );
  const askEstimate = useCallback(
    (about: NonNullable<typeof film>, signal: AbortSignal) => client.exports.estimate(about, { signal }),
    [client],
  );
  const encoders = useAnswer(askEncoders, hasEncoders ? film : null, 0);
  const estimate = useAnswer(askEstimate, film, 250);
  const about = <T>(answer: Answer<typeof film, T> | null) =>
    answer === null ? null : { ...answer, isNew: film !== null && answer.about === film };
  return { isLinked, encoders: about(encoders), estimate: about(estimate) };
}
