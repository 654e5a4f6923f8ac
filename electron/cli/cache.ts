import type { Command } from 'commander';
import { Fault } from '../../shared/fault.ts';
import { openServices } from './open.ts';
import type { Terminal } from './terminal.ts';

interface CacheOptions {
  readonly list?: boolean;
  readonly trim?: string;
  readonly cache?: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

const units: Readonly<Record<string, number>> = { '': 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/** "20GB" in bytes. */
export function bytesOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?b)?$/i.exec(text.trim());
  const unit = units[(match?.[2] ?? '').toLowerCase().replace(/^b$/, '')];
  if (match === null || unit === undefined) {
    throw new Fault('bad-option', `“${text}” is not a size.`, 'Write it as 20GB or 500MB.');
  }
  return Number(match[1]) * unit;
}

const size = (bytes: number) =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;

const bytesIn = (things: readonly { readonly bytes: number }[]) =>
  things.reduce((sum, { bytes }) => sum + bytes, 0);

export function addCacheCommand(program: Command, terminal: Terminal): void {
  program
    .command('cache')
    .description('the results, upscaled frames and words kept on this machine')
    .option('--list', 'every result, least recently used first')
    .option('--trim <size>', 'delete the least recently used until no more than this is left (20GB)')
    .option('--dry-run', 'with --trim: say what would be deleted and delete nothing')
    .option('--cache <dir>', 'another cache folder')
    .option('--json', 'print JSON')
    .action(async (options: CacheOptions) => {
      const limit = options.trim === undefined ? null : bytesOf(options.trim);
      const services = await openServices(terminal, options.cache ?? null);
      try {
        const { kept } = services;
        const { results: entries, files } =
          limit === null
            ? await kept.list()
            : await (options.dryRun === true ? kept.wouldDelete(limit) : kept.trim(limit));
        const total = bytesIn([...entries, ...files]);
        const others = [...new Set(files.map(({ what }) => what))].map((what) => {
          const of = files.filter((file) => file.what === what);
          return { what, files: of.length, bytes: bytesIn(of) };
        });
        if (options.json === true) {
          terminal.print(JSON.stringify({ results: entries, others, bytes: total }));
          return;
        }
        if (options.list === true || limit !== null) {
          for (const { key, engine, frames, bytes, used, pinned } of entries) {
            const when = new Date(used).toISOString().slice(0, 16).replace('T', ' ');
            terminal.print(
              `${key.slice(0, 12)}  ${engine.padEnd(8)} ${String(frames).padStart(4)} frames ${size(bytes).padStart(10)}  ${when}${pinned ? '  in use' : ''}`,
            );
          }
        }
        for (const { what, files: count, bytes } of others) {
          terminal.print(`${what}: ${String(count)} files, ${size(bytes)}`);
        }
        const done = limit === null ? 'kept' : options.dryRun === true ? 'would be deleted' : 'deleted';
        terminal.print(`${String(entries.length)} results, ${size(total)} in all ${done}`);
      } finally {
        await services.close();
      }
    });
}
