/**
 * What went wrong, as a person is told it: one sentence of what and why, one of what to do.
 * The screen, the terminal and the log show the same two.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;
  readonly remedy: string;

  /** `code` is a stable kebab-case word for programs, `message` says what and why, `remedy` what to do. */
  constructor(code: string, message: string, remedy: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
  }
}

/** A fault as plain data: what crosses a process border. */
export interface FaultData {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export function faultData(error: unknown): FaultData {
  if (error instanceof Fault) {
    return { code: error.code, message: error.message, remedy: error.remedy };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'unexpected', message, remedy: 'Try again; if it stays, report it with the log.' };
}

export function faultFrom(data: FaultData, cause?: unknown): Fault {
  return new Fault(data.code, data.message, data.remedy, cause);
}
