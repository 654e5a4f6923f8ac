import clsx from 'clsx';
import { Check } from 'lucide-react';
import type { Analysis, FrameStatistics, Proposal } from '../../shared/analysis/schema.ts';
import { mediaRoutes } from '../../shared/media/routes.ts';
import { useProject } from '../app/hooks.ts';
import { texts } from '../texts.ts';
import { clock } from './texts.ts';

const t = texts.analysis;

interface StripProps {
  readonly asset: string;
  readonly analysis: Analysis;
  /** Proposals that are not wanted, by index. */
  readonly left: ReadonlySet<number>;
  readonly onLeft: (left: ReadonlySet<number>) => void;
}

/** A video's shots in order, each with its proposed keyframes to be kept or left out. */
export function ShotStrip({ asset, analysis, left, onLeft }: StripProps) {
  const { id: project } = useProject();
  const { shots, proposals, statistics, video } = analysis;
  const byFrame = new Map(statistics.map((each) => [each.frame, each]));
  const numbered = proposals.map((proposal, index) => ({ proposal, index }));
  const ratio = video.width / video.height;
  return (
    <>
      <Ribbon analysis={analysis} left={left} />
      <ol aria-label={t.shots} className="flex flex-wrap gap-x-4 gap-y-3 px-4 py-3">
        {shots.map((shot, i) => {
          const own = numbered.filter(({ proposal }) => proposal.shot === i);
          return (
            <li
              key={shot.from}
              className="flex max-w-full flex-col gap-1 [contain-intrinsic-size:10rem_7.5rem] [content-visibility:auto]"
            >
              <h3 className="numeric flex gap-1.5 text-small whitespace-nowrap">
                <span className="font-medium">{t.shot(i + 1)}</span>
                {shot.join !== 'cut' && <span className="text-stale">{t.joins[shot.join]}</span>}
                <span className="text-faint" title={t.shotFacts(shot.to - shot.from, shot.start, shot.end)}>
                  {clock(shot.start)}
                </span>
              </h3>
              <div className="flex flex-wrap gap-1.5">
                {own.map(({ proposal, index }) => (
                  <Tile
                    key={index}
                    proposal={proposal}
                    address={mediaRoutes.videoFrame(project, asset, proposal.seconds, 240)}
                    ratio={ratio}
                    statistics={byFrame.get(proposal.frame) ?? null}
                    kept={!left.has(index)}
                    onKept={(kept) => {
                      const next = new Set(left);
                      if (kept) {
                        next.delete(index);
                      } else {
                        next.add(index);
                      }
                      onLeft(next);
                    }}
                  />
                ))}
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** The whole video in one line: where shots begin and where keyframes would be taken. */
function Ribbon({ analysis: { shots, proposals, video }, left }: Omit<StripProps, 'asset' | 'onLeft'>) {
  const start = shots[0]?.start ?? 0;
  const at = (seconds: number) => `${String(((seconds - start) / Math.max(0.001, video.seconds)) * 100)}%`;
  return (
    <div aria-hidden className="relative mx-4 mt-3 h-4 overflow-hidden rounded-sm bg-backdrop">
      {shots.map((shot, i) => (
        <span
          key={shot.from}
          className={clsx('absolute inset-y-0 border-l border-edge', i % 2 === 0 ? 'bg-raised' : 'bg-hover')}
          style={{ left: at(shot.start), width: at(shot.end - shot.start + start) }}
        />
      ))}
      {proposals.map((proposal, i) => (
        <span
          key={proposal.frame}
          className={clsx('absolute inset-y-0.5 w-0.5 rounded-full', left.has(i) ? 'bg-edge' : 'bg-accent')}
          style={{ left: at(proposal.seconds) }}
        />
      ))}
    </div>
  );
}

interface TileProps {
  readonly proposal: Proposal;
  readonly address: string;
  readonly ratio: number;
  readonly statistics: FrameStatistics | null;
  readonly kept: boolean;
  readonly onKept: (kept: boolean) => void;
}

function Tile({ proposal, address, ratio, statistics, kept, onKept }: TileProps) {
  const measured =
    statistics === null
      ? ''
      : `\n${t.statistics(statistics.luma, statistics.contrast, statistics.sharpness, t.motions[statistics.motion.kind])}`;
  return (
    <label
      title={`${t.reasons[proposal.reason]}${measured}`}
      className={clsx(
        'relative block h-20 overflow-hidden rounded-control bg-backdrop outline-offset-1 has-focus-visible:outline-2 has-focus-visible:outline-accent',
        kept ? 'ring-2 ring-accent ring-inset' : 'ring-1 ring-line ring-inset',
      )}
      style={{ width: `${String(Math.min(9, 5 * ratio))}rem` }}
    >
      <input
        type="checkbox"
        className="sr-only"
        checked={kept}
        aria-label={t.keyframe(proposal.seconds, proposal.shot + 1)}
        onChange={(event) => {
          onKept(event.target.checked);
        }}
      />
      <img
        src={address}
        alt=""
        loading="lazy"
        draggable={false}
        className={clsx('size-full object-cover', !kept && 'opacity-40 grayscale')}
      />
      {kept && (
        <>
          <span aria-hidden className="absolute inset-0 rounded-control ring-2 ring-accent ring-inset" />
          <span
            aria-hidden
            className="absolute top-1 right-1 inline-flex size-4 items-center justify-center rounded-full bg-accent text-on-accent"
          >
            <Check className="size-3" />
          </span>
        </>
      )}
      <span className="numeric absolute bottom-1 left-1 rounded-sm bg-black/70 px-1 text-small leading-4 text-white">
        {clock(proposal.seconds)}
      </span>
    </label>
  );
}
