import path from 'node:path';
import { Fault } from '../../shared/fault.ts';

/** The system's word for what went wrong ("ENOSPC"), or "". */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export const diskFull = (what: string, cause?: unknown) =>
  new Fault('disk-full', `${what}: the disk is full.`, 'Free some space or choose another disk.', cause);

export const notPermitted = (what: string, cause?: unknown) =>
  new Fault(
    'not-permitted',
    `${what}: the system does not permit it.`,
    'Choose a place you may use, or change its permissions.',
    cause,
  );

/**
 * A file operation's error as a Fault. `what` is the start of the sentence, without a full stop:
 * "The film could not be written". Codes: disk-full, not-permitted, missing-file, bad-name, file-failed.
 */
export function fileFault(what: string, file: string, error: unknown): Fault {
  if (error instanceof Fault) {
    return error;
  }
  const name = path.basename(file);
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return diskFull(what, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return notPermitted(what, error);
    case 'ENOENT':
    case 'ENOTDIR':
      return new Fault(
        'missing-file',
        `${what}: “${name}” or its folder is not there.`,
        'Choose it again; it may have been moved, renamed or be on a disk that is not connected.',
        error,
      );
    case 'ENAMETOOLONG':
    case 'EILSEQ':
      return new Fault(
        'bad-name',
        `${what}: the name is too long for the system.`,
        'Choose a shorter name.',
        error,
      );
    case 'EISDIR':
      return new Fault('file-failed', `${what}: “${name}” is a folder.`, 'Choose a file.', error);
    default: {
      const why = error instanceof Error ? error.message : String(error);
      return new Fault('file-failed', `${what}: ${why}.`, 'Check the disk, then try again.', error);
    }
  }
}
