import type { OwnModelForm, OwnModelProbe } from '../../../shared/engines/ownModel.ts';
import type { ModelFile } from '../models.ts';
import type { Call } from '../protocol.ts';

export interface ProbeInput {
  readonly model: ModelFile;
  /** Execution providers in the order they are tried; null for this platform's, fastest first. */
  readonly providers: readonly string[] | null;
}

/** What it is busy with, for a person who waits. */
export interface ProbeItem {
  readonly step: string;
}

/** Finds out how a network of the person's own is fed, by trying. */
export const probeOwn: Call<ProbeInput, ProbeItem, OwnModelProbe> = { name: 'probe-own' };

export interface OwnBetweenInput {
  readonly model: ModelFile;
  readonly form: OwnModelForm;
  readonly providers: readonly string[] | null;
  readonly width: number;
  readonly height: number;
  /** rgba with straight alpha, width*height*4. */
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** 0..1, in the order the frames are wanted. */
  readonly times: readonly number[];
}

/** `index` is that of its time; they come in any order. */
export interface OwnBetweenItem {
  readonly index: number;
  readonly data: Uint8Array;
}

/** `provider`: the execution provider that ran it. */
export interface OwnBetweenOutput {
  readonly provider: string;
}

export const ownBetween: Call<OwnBetweenInput, OwnBetweenItem, OwnBetweenOutput> = { name: 'own-between' };
