import { InvalidArgumentError, type Command } from 'commander';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { plainVisionSettings, type VisionSettings } from '../../shared/analysis/vision/settings.ts';
import type { VisionReport } from '../../shared/analysis/vision/words.ts';
import { Fault } from '../../shared/fault.ts';
import { addressOf } from '../analysis/vision/address.ts';
import { createClient } from '../analysis/vision/client.ts';
import { describe } from '../analysis/vision/describe.ts';
import type { VisionItem } from '../analysis/vision/item.ts';
import { keyframeItems } from '../analysis/vision/keyframes.ts';
import { openVision } from '../analysis/vision/open.ts';
import { preview } from '../analysis/vision/preview.ts';
import { takeFrame } from '../analysis/takeFrames.ts';
import type { FilmSource } from '../film/filmOrder.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { foldersFor } from '../services/folders.ts';
import { programFolder } from './programFolder.ts';
import { createPace, progressLine } from './progressBar.ts';
import type { Terminal } from './terminal.ts';

/** What `--describe` and its companions say. */
export interface DescribeOptions {
  readonly describe?: boolean;
  readonly endpoint?: string;
  readonly model?: string;
  readonly batch?: number;
  readonly between?: boolean;
  readonly language?: string;
  readonly budgetCalls?: number;
  readonly budgetTokens?: number;
  readonly again?: boolean;
}

/** The options of a command that can have its frames described. The key is read from ENTRACTE_VISION_KEY. */
export function addDescribeOptions(command: Command): Command {
  return command
    .option('--describe', 'have a vision model describe the keyframes; needs --endpoint and --model')
    .option('--endpoint <url>', 'where it is, up to and with /v1; a key is taken from ENTRACTE_VISION_KEY')
    .option('--model <name>', 'the model')
    .option('--batch <pictures>', 'pictures a call, at most; default 3', countOf)
    .option('--between', 'also what happens from each keyframe to the next')
    .option('--language <name>', 'the language of the descriptions; default English')
    .option('--budget-calls <count>', 'send no more calls than this', countOf)
    .option('--budget-tokens <count>', 'use no more tokens than this', countOf)
    .option('--again', 'ask again about frames that were given up before');
}

/** A film's keyframes. */
export const filmItems = ({ project, assetFile }: FilmSource): readonly VisionItem[] =>
  keyframeItems(project, null, assetFile);

/** Frames of a video, each with its time and the shot it lies in; decoded when they are asked about. */
export async function videoItems(
  ffmpeg: Ffmpeg,
  file: string,
  frames: readonly { readonly frame: number; readonly seconds: number; readonly shot: number }[],
  signal: AbortSignal,
): Promise<readonly VisionItem[]> {
  // Looks are remembered: another file in the same place shows other pictures.
  const { size, mtimeMs } = await stat(file);
  return frames.map(({ frame, seconds, shot }) => ({
    id: String(frame),
    frame,
    seconds,
    shot,
    look: JSON.stringify([path.resolve(file), size, mtimeMs, frame]),
    picture: () => takeFrame(ffmpeg, file, seconds, signal),
    check: () => Promise.resolve(),
  }));
}

/**
 * Has frames described, as far as the budget goes; says on stderr what leaves the machine before anything does. To name
 * an address here is to say yes to it. Faults: bad-option, and those of `describe`.
 */
export async function describeItems(
  terminal: Terminal,
  items: readonly VisionItem[],
  options: DescribeOptions,
): Promise<VisionReport> {
  const settings = settingsFrom(options);
  const address = addressOf(settings, terminal.env.ENTRACTE_VISION_KEY ?? null);
  const folders = foldersFor(terminal.env.ENTRACTE_HOME ?? null);
  await Promise.all([folders.data, folders.cache].map((folder) => mkdir(folder, { recursive: true })));
  const vision = await openVision({
    data: folders.data,
    cache: folders.cache,
    fonts: [path.join(programFolder, 'resources/fonts')],
  });
  const now = () => Date.now();
  const parts = { ...vision, settings, client: createClient(address, settings.model, fetch, now) };
  const order = { items, between: options.between === true, again: options.again === true };
  const { calls, pictures, bytes, cached } = await preview(parts, order, terminal.signal);
  terminal.say(
    `${counted(pictures, 'picture')} (about ${(bytes / 1e6).toFixed(1)} MB) in ${counted(calls, 'call')} to ${address.label}` +
      `${address.local ? ', on this machine' : ''}; ${counted(cached, 'frame')} known already.`,
  );
  const withTimeLeft = createPace(now);
  let done = 0;
  const report = await describe(
    parts,
    order,
    (event) => {
      if (event.kind === 'note') {
        terminal.say(event.text);
      } else if (event.kind === 'frame') {
        done += 1;
        const step = { phase: 'Describing', done, total: items.length, unit: 'frames' as const };
        terminal.paint(progressLine(withTimeLeft(step), terminal.columns()));
      }
    },
    terminal.signal,
  );
  terminal.signal.throwIfAborted();
  return report;
}

/** Every frame was described. */
export const isWhole = ({ words }: VisionReport): boolean =>
  words.every(({ state }) => state === 'described');

/** A report as lines to read: each frame with its words, then what it cost; none for null. */
export function describedLines(report: VisionReport | null): readonly string[] {
  if (report === null) {
    return [];
  }
  const { words, costs, stopped } = report;
  const frames = words.map((one) => {
    const said = one.state === 'described' ? one.text : `— ${one.reason}`;
    const between =
      one.state === 'described' && one.between !== null ? [`          until here: ${one.between.text}`] : [];
    return [...between, `${one.seconds.toFixed(2).padStart(8)}s  ${said}`].join('\n');
  });
  const { calls, tokens, frames: count } = costs;
  const cost =
    `${String(count.done)} of ${counted(count.total, 'frame')} described (${String(count.cached)} known already, ` +
    `${String(count.failed)} failed${count.left === 0 ? '' : `, ${String(count.left)} not asked`}): ${counted(calls.made, 'call')} instead of ${String(calls.withoutBatching)}, ` +
    `${String(tokens.input + tokens.output)} tokens.`;
  return [...frames, cost, ...(stopped === null ? [] : [`It ended early: ${stopped}`])];
}

function settingsFrom(options: DescribeOptions): VisionSettings {
  const { endpoint, model } = options;
  if (endpoint === undefined || model === undefined) {
    throw new Fault(
      'bad-option',
      `--describe needs ${endpoint === undefined ? '--endpoint' : '--model'}.`,
      'Write --describe --endpoint http://127.0.0.1:11434/v1 --model NAME.',
    );
  }
  return {
    ...plainVisionSettings,
    url: endpoint,
    allowRemote: true,
    model,
    batch: Math.min(32, options.batch ?? plainVisionSettings.batch),
    language: options.language ?? plainVisionSettings.language,
    budget: { calls: options.budgetCalls ?? null, tokens: options.budgetTokens ?? null },
  };
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new InvalidArgumentError('Write a whole number from 1.');
  }
  return count;
}

const counted = (count: number, what: string) => `${String(count)} ${what}${count === 1 ? '' : 's'}`;
