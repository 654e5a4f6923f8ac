import type { ReactNode } from 'react';
import type { VisionCosts } from '../../shared/analysis/vision/costs.ts';
import { texts } from '../texts.ts';

const t = texts.vision;
const c = texts.vision.cost;

/** What a run cost so far, in figures that stand below each other. */
export function CostPanel({ costs, title }: { readonly costs: VisionCosts; readonly title: string }) {
  const { frames, calls, tokens, latency, sizes, left } = costs;
  return (
    <section aria-label={title} data-testid="costs" className="border-t border-line px-4 py-3">
      <h3 className="pb-2 text-small font-medium">{title}</h3>
      <dl className="numeric grid grid-cols-2 gap-x-6 gap-y-2 text-small sm:grid-cols-4">
        <Figure label={c.frames} value={t.progress(frames.done, frames.total)}>
          {[
            `${t.number(frames.cached)} ${c.cached}`,
            `${t.number(frames.failed)} ${c.failed}`,
            ...(frames.left > 0 ? [`${t.number(frames.left)} ${c.notAsked}`] : []),
          ].join(', ')}
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
          {latency === null ? '' : c.half(t.seconds(latency.p95))}
        </Figure>
        <Figure
          label={c.batches}
          value={sizes.map(({ pictures, calls: n }) => `${String(pictures)}×${String(n)}`).join(', ') || '–'}
        >
          {c.sizes}
        </Figure>
        <Figure label={c.success} value={costs.success === null ? '–' : t.percent(costs.success)}>
          {[
            `${t.number(costs.splits)} ${c.splits}`,
            `${t.number(costs.askedAgain)} ${c.askedAgain}`,
            ...(costs.waits > 0 ? [`${t.number(costs.waits)} ${c.waits}`] : []),
          ].join(', ')}
        </Figure>
        <Figure label={c.left} value={left.calls === null ? c.noLimit : c.leftCalls(left.calls)}>
          {left.tokens === null ? c.noTokenLimit : c.leftTokens(left.tokens)}
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
