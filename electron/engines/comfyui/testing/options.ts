/** What a fake server is like, and which of the mishaps ComfyUI is known for it meets. */
export interface FakeOptions {
  /** Older servers ignore prompt_id, end with executing null, stop whatever runs, answer 500 to unknown nodes. */
  readonly age: 'old' | 'new';
  /** Milliseconds per sampling step. */
  stepTime: number;
  /** Whether another seed is another colour. */
  readonly paintsSeeds: boolean;
  /** Bearer token that every request must carry. */
  readonly token: string | null;
  /** Node classes it does not have. */
  without: string[];
  /** The socket connects and says nothing; or does not connect. */
  socket: 'speaks' | 'silent' | 'refused';
  previews: 'none' | 'plain' | 'withMetadata' | 'odd';
  /** Executing this class fails (as often as `times` says) with an error, or takes the whole server down. */
  trouble: Trouble | null;
  /** Frames the decoder leaves out (or adds, below zero). */
  framesLost: number;
  /** A file of that name is there already, with other bytes: uploads get another name. */
  clash: boolean;
  /** Frames in other sizes than asked for. */
  grows: number;
}

export interface Trouble {
  readonly at: string;
  times: number;
  readonly error: { readonly type: string; readonly message: string } | null;
  /** Milliseconds until it is back after dying; null: never. Only with `error` null, or together: says it, then dies. */
  readonly dies: number | null | 'no';
  /** Characters of `current_inputs` in the error. */
  readonly baggage: number;
}

export const plainOptions: FakeOptions = {
  age: 'new',
  stepTime: 0,
  paintsSeeds: false,
  token: null,
  without: [],
  socket: 'speaks',
  previews: 'none',
  trouble: null,
  framesLost: 0,
  clash: false,
  grows: 0,
};
