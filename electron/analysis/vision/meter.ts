import type { VisionCosts } from '../../../shared/analysis/vision/costs.ts';
import { moneyOf, priceOf, type VisionSettings } from '../../../shared/analysis/vision/settings.ts';
import type { Budget } from './budget.ts';
import type { Usage } from './client.ts';

/** Counts what a run costs. */
export interface Meter {
  found(frames: number): void;
  /** `asked`: the endpoint was asked about it in this run. */
  frame(state: 'done' | 'cached' | 'failed', asked: boolean): void;
  /** Frames that are not settled by now were never asked about. */
  end(): void;
  /** A call has ended, `seconds` after it was sent; `answered`: with an answer, whatever it was worth. */
  call(call: {
    readonly pictures: number;
    readonly seconds: number;
    readonly answered: boolean;
    readonly usage: Usage;
    readonly estimated: boolean;
  }): void;
  /** Something of the last answer could be used. */
  useful(): void;
  split(): void;
  askAgain(frames: number): void;
  wait(): void;
  /** How many frames are still to be settled. */
  open(): number;
  costs(): VisionCosts;
}

export function createMeter(
  settings: Pick<VisionSettings, 'prices' | 'currency' | 'model'>,
  budget: Pick<Budget, 'left'>,
  now: () => number,
): Meter {
  const began = now();
  const price = priceOf(settings.prices, settings.model);
  const frames = { total: 0, done: 0, cached: 0, failed: 0, left: 0 };
  let settledByCalls = 0;
  const calls = { made: 0, useful: 0 };
  const tokens = { input: 0, output: 0, estimated: false };
  const counts = { splits: 0, askedAgain: 0, waits: 0 };
  const sizes = new Map<number, number>();
  const latencies: number[] = [];
  return {
    found: (count) => {
      frames.total += count;
    },
    frame: (state, asked) => {
      settledByCalls += asked ? 1 : 0;
      frames.done += state === 'failed' ? 0 : 1;
      frames.cached += state === 'cached' ? 1 : 0;
      frames.failed += state === 'failed' ? 1 : 0;
    },
    call: ({ pictures, seconds, answered, usage, estimated }) => {
      calls.made += 1;
      sizes.set(pictures, (sizes.get(pictures) ?? 0) + 1);
      if (answered) {
        latencies.push(seconds);
        tokens.input += usage.input;
        tokens.output += usage.output;
        tokens.estimated ||= estimated;
      }
    },
    useful: () => {
      calls.useful += 1;
    },
    split: () => {
      counts.splits += 1;
    },
    askAgain: (count) => {
      counts.askedAgain += count;
    },
    wait: () => {
      counts.waits += 1;
    },
    end: () => {
      frames.left = frames.total - frames.done - frames.failed;
    },
    open: () => frames.total - frames.done - frames.failed,
    costs: () => {
      const amount = moneyOf(price, tokens.input, tokens.output);
      return {
        frames: { ...frames },
        calls: { ...calls, withoutBatching: settledByCalls },
        tokens: { ...tokens },
        money: amount === null ? null : { amount, currency: settings.currency },
        latency:
          latencies.length === 0
            ? null
            : { p50: percentile(latencies, 0.5), p95: percentile(latencies, 0.95) },
        sizes: [...sizes].sort(([a], [b]) => a - b).map(([pictures, count]) => ({ pictures, calls: count })),
        success: calls.made === 0 ? null : calls.useful / calls.made,
        ...counts,
        left: budget.left(),
        seconds: (now() - began) / 1000,
      };
    },
  };
}

/** The smallest value that at least `part` of all do not exceed (nearest rank). */
function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
