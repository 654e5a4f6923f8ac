/** What a vision model for tests does wrong, or not. */
export type Mode =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'reversed' }
  /** The first `times` calls are refused with this Retry-After. */
  | {
      readonly kind: 'busy';
      readonly retryAfter: string | null;
      readonly times: number;
      readonly status: number;
    }
  | { readonly kind: 'limit'; readonly pictures: number }
  /** Looks at the last picture only, and makes up an entry for each of the others. */
  | { readonly kind: 'lastSeen' }
  | { readonly kind: 'lastMissing' }
  /** Every answer says twice what it saw first. */
  | { readonly kind: 'repeats' }
  | { readonly kind: 'brokenAbove'; readonly pictures: number }
  /** Cannot decode pictures of this grey, nor anything sent with them. */
  | { readonly kind: 'undecodable'; readonly grey: number }
  /** Never answers: the first `times` calls. */
  | { readonly kind: 'hang'; readonly times: number }
  /** Sees, but reads no letters; or sees nothing. */
  | { readonly kind: 'unlettered' }
  | { readonly kind: 'blind' }
  /** Refuses every request with a word that names nothing. */
  | { readonly kind: 'refuses' };

export interface FakeVisionOptions {
  mode: Mode;
  /** Does not know response_format, or max_tokens. */
  readonly refuses: readonly ('response_format' | 'max_tokens')[];
  /** Answers in prose around a code fence. */
  readonly chatty: boolean;
  /** Sends no usage. */
  readonly uncounted: boolean;
  readonly key: string | null;
  /** Milliseconds a call takes. */
  readonly delay: number;
}

export const plainFake: FakeVisionOptions = {
  mode: { kind: 'healthy' },
  refuses: [],
  chatty: false,
  uncounted: false,
  key: null,
  delay: 0,
};
