import { Fault } from '../../shared/fault.ts';
import { diskFull, notPermitted } from './fileFault.ts';

/** What ffmpeg says beside the reason; the reason stands before these. */
const noise =
  /^(conversion failed|nothing was written|terminating thread|task finished|error while (filtering|processing)|error closing file|last message repeated|error sending frames|exiting normally|error submitting)/i;

/** Drops the "[mov,mp4 @ 0x55]" and "file:/home/me/a.mp4:" in front of a message: addresses tell a person nothing. */
const plain = (line: string) =>
  line
    .replace(/^(\[[^\]]*\]\s*)+/, '')
    .replace(/^file:.*: (?=\S)/, '')
    .trim();

/** The last line of stderr that says why, or "". */
export function reasonOf(stderr: readonly string[]): string {
  const said = stderr.map(plain).filter((line) => line !== '');
  return said.findLast((line) => !noise.test(line)) ?? said.at(-1) ?? '';
}

/**
 * A failed run as a Fault. `step` is the start of the sentence ("The film could not be encoded"), `stderr` ffmpeg's
 * last lines, `ended` how it ended ("code 1", "signal SIGKILL").
 */
export function ffmpegFault(step: string, stderr: readonly string[], ended: string): Fault {
  const all = stderr.join('\n');
  const cause = new Error(all === '' ? ended : all);
  if (/no space left on device|disk quota exceeded|there is not enough space/i.test(all)) {
    return diskFull(step, cause);
  }
  if (/permission denied|read-only file system|operation not permitted|access is denied/i.test(all)) {
    return notPermitted(step, cause);
  }
  if (/no such file or directory/i.test(all)) {
    return new Fault(
      'missing-file',
      `${step}: a file it needs is not there.`,
      'Choose it again; it may have been moved, renamed or be on a disk that is not connected.',
      cause,
    );
  }
  if (
    /unknown encoder|encoder not found|error (while opening|initializing) (output stream|encoder|the encoder)|cannot load (lib|nv)/i.test(
      all,
    )
  ) {
    return new Fault(
      'encoder-failed',
      `${step}: this ffmpeg cannot use the encoder (${reasonOf(stderr)}).`,
      'Choose another encoder or format.',
      cause,
    );
  }
  if (
    /invalid data found|moov atom not found|could not find codec parameters|matches no streams|(read|invalid) frame size/i.test(
      all,
    )
  ) {
    return new Fault(
      'broken-media',
      `${step}: the file is broken or holds nothing of this kind (${reasonOf(stderr)}).`,
      'Try to play it elsewhere; choose another file or export it again.',
      cause,
    );
  }
  const reason = reasonOf(stderr);
  return new Fault(
    'ffmpeg-failed',
    `${step}: ffmpeg ended with ${ended}${reason === '' ? '' : ` (${reason})`}.`,
    'Try again; the log holds the whole command.',
    cause,
  );
}
