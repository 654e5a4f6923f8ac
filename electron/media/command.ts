import fluent from 'fluent-ffmpeg';
import path from 'node:path';
import type { Fps } from '../../shared/project/schema.ts';

/** One run of ffmpeg as data. Files are absolute paths; `pipe` stands for our own stdin or stdout. */
export interface Command {
  readonly inputs: readonly { readonly source: Source; readonly options: readonly string[] }[];
  /** A filter chain for the video, in order: ["scale=640:360", "format=rgba"]. */
  readonly videoFilters: readonly string[];
  readonly audioFilters: readonly string[];
  readonly output: { readonly target: Source; readonly options: readonly string[] };
}

export type Source = { readonly file: string } | 'pipe' | 'nothing' | { readonly generated: string };

/** Frames a second as ffmpeg reads them: 30000/1001. */
export const rateOf = ({ num, den }: Fps): string => `${String(num)}/${String(den)}`;

/**
 * The argument array of a command. This is the one file that uses fluent-ffmpeg: its builder orders inputs, filters
 * and outputs with their options. Its runner is not used, because it can neither await raw pipes (back-pressure) nor
 * read `-progress`, and it asks a process-wide cache for the binary: ffmpeg.ts starts the process itself.
 */
export function argumentsOf(command: Command): readonly string[] {
  const builder = fluent();
  for (const { source, options } of command.inputs) {
    builder.input(named(source, 'pipe:0')).inputOptions([...options]);
  }
  builder.output(named(command.output.target, 'pipe:1')).outputOptions([...command.output.options]);
  if (command.videoFilters.length > 0) {
    builder.videoFilters([...command.videoFilters]);
  }
  if (command.audioFilters.length > 0) {
    builder.audioFilters([...command.audioFilters]);
  }
  // Every output of ours is a temp name or a pipe; without -y ffmpeg may ask, or end well having done nothing.
  return ['-hide_banner', '-loglevel', 'error', '-y', ...builder._getArguments()];
}

/** `file:` keeps a name such as "concat:a" or "http:x" from being read as a protocol. */
function named(source: Source, pipe: string): string {
  if (source === 'pipe') {
    return pipe;
  }
  if (source === 'nothing') {
    return '-';
  }
  return 'file' in source ? `file:${path.resolve(source.file)}` : source.generated;
}

/** A command as it can be pasted into a terminal (POSIX quoting). */
export function copyable(program: string, args: readonly string[]): string {
  const quoted = (word: string) =>
    /^[\w./:=+,@%-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return [program, ...args].map(quoted).join(' ');
}
