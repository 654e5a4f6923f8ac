import type { ReactNode } from 'react';
import type { VisionCosts } from '../../shared/analysis/vision/costs.ts';
import { texts } from '../texts.ts';

const t = texts.vision;
const c = texts.vision.cost;

/** What a run cost so far, in figures that stand below each other. */
export function CostPanel({ costs, title }: { readonly costs: VisionCosts; readonly title: string }) {
  const { frames, calls, tokens, latency, sizes, left } = costs;
  const limit = (n: number | null) => (n === null ? c.noLimit : t.number(n));
  return (
    <section aria-label={title} data-testid="costs" className="border-t border-line px-4 py-3">
      <h3 className="pb-2 text-small font-medium">{title}</h3>
      <dl className="numeric grid grid-cols-2 gap-x-6 gap-y-2 text-small sm:grid-cols-4">
        <Figure label={c.frames} value={t.number(frames.done)}>
          {`${t.number(frames.cached)} ${c.cached}, ${t.number(frames.failed)} ${c.failed}`}
        </Figure>
        <Figure label={c.calls} value={t.number(calls.made)}>
          {`${t.number(calls.withoutBatching)} ${c.without}`}
        </Figure>
        <Figure label={c.tokens} value={t.number(tokens.input + tokens.output)}>
          {`${t.number(tokens.input)} ${c.input}, ${t.number(tokens.output)} ${c.output}${tokens.estimated ? `, ${c.estimated}` : ''}`}
        </Figure>
        <Figure
          label={c.money}
          value={costs.money === null ? '–' : t.moneyOf(costs.money.amount, costs.money.currency)}
        >
          {costs.money === null ? t.noPrice : ''}
        </Figure>
        <Figure label={c.latency} value={latency === null ? '–' : t.seconds(latency.p50)}>
          {latency === null ? '' : `p95 ${t.seconds(latency.p95)}`}
        </Figure>
        <Figure
          label={c.batches}
          value={sizes.map(({ pictures, calls: n }) => `${String(pictures)}×${String(n)}`).join('  ') || '–'}
        >
          {c.sizes}
        </Figure>
        <Figure label={c.success} value={costs.success === null ? '–' : t.percent(costs.success)}>
          {[
            [costs.splits, c.splits],
            [costs.askedAgain, c.askedAgain],
            [costs.waits, c.waits],
          ]
            .map(([n, words]) => `${String(n)} ${String(words)}`)
            .join(', ')}
        </Figure>
        <Figure label={c.left} value={limit(left.calls)}>
          {left.calls === null && left.tokens === null
            ? `${t.seconds(costs.seconds)}`
            : `${left.calls === null ? '' : `${c.leftCalls}, `}${limit(left.tokens)} ${left.tokens === null ? '' : c.leftTokens}`}
        </Figure>
      </dl>
    </section>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly children: ReactNode;
}

function Figure({ label, value, children }: FigureProps) {
  return (
    <div className="min-w-0">
      <dt className="text-faint">{label}</dt>
      <dd className="truncate text-body text-text">{value}</dd>
      <dd className="text-faint">{children}</dd>
    </div>
  );
}
