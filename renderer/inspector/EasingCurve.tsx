import { eased } from '../../shared/generation/easing.ts';
import type { Easing } from '../../shared/project/schema.ts';
import { texts } from '../texts.ts';

const steps = 32;
const [wide, tall, edge] = [120, 48, 4];

/** How far a segment has come at each moment: time to the right, progress upwards. */
export function EasingCurve({ easing }: { readonly easing: Easing }) {
  const points = Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    return `${String(edge + t * wide)},${String(edge + (1 - eased(easing, t)) * tall)}`;
  });
  return (
    <svg
      role="img"
      aria-label={texts.inspector.easings[easing]}
      viewBox={`0 0 ${String(wide + 2 * edge)} ${String(tall + 2 * edge)}`}
      className="h-14 w-full rounded-control border border-line bg-field"
      preserveAspectRatio="none"
    >
      <line
        x1={edge}
        y1={edge + tall}
        x2={edge + wide}
        y2={edge}
        className="stroke-line"
        vectorEffect="non-scaling-stroke"
      />
      <polyline
        points={points.join(' ')}
        fill="none"
        strokeWidth={2}
        className="stroke-accent"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
