import { useState } from 'react';
import { adoptionOf, type Adoption } from '../../shared/analysis/adoption.ts';
import { filmFrameAt } from '../../shared/analysis/proposals.ts';
import type { Analysis } from '../../shared/analysis/schema.ts';
import { useProject } from '../app/hooks.ts';
import { Button } from '../parts/Button.tsx';
import { Check, NumberField } from '../parts/Field.tsx';
import { texts } from '../texts.ts';
import { ShotStrip } from './ShotStrip.tsx';
import { usePut } from './usePut.ts';

const t = texts.analysis;

interface ProposalsProps {
  readonly asset: string;
  readonly name: string;
  /** The film frame its first would lie at. */
  readonly frame: number;
  readonly analysis: Analysis;
  readonly onClose: () => void;
  /** null where no video comes after this one. */
  readonly onSkip: (() => void) | null;
  /** They are on the timeline; `end` is the film frame after the video's last. */
  readonly onPut: (end: number) => void;
}

/** What was found in a video: which frames become keyframes, where, and whether the film becomes like the video. */
export function ProposalsForm({ asset, name, frame, analysis, onClose, onSkip, onPut }: ProposalsProps) {
  const project = useProject();
  const { proposals, shots, video, notes } = analysis;
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [from, setFrom] = useState(frame);
  const adoption = adoptionOf(project, video);
  const [adopts, setAdopts] = useState(project.keyframes.length === 0);
  const adopted = adopts ? adoption : null;
  const chosen = proposals.filter((_, i) => !left.has(i));
  const put = usePut({ asset, name, analysis, proposals: chosen, from, adoption: adopted }, () => {
    onPut(from + Math.max(1, filmFrameAt(video.seconds, adopted?.fps ?? project.fps)));
  });
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-small">
        <p className="numeric text-dim">
          <span className="font-medium text-text" data-testid="apart-found">
            {t.found(shots.length, proposals.length)}
          </span>{' '}
          · {t.facts(video.seconds, video.frames, video.fps.num / video.fps.den, video.width, video.height)}
        </p>
        <div className="-mr-2.5 flex gap-1">
          <Button
            look="quiet"
            className="h-6"
            disabled={left.size === 0}
            onClick={() => {
              setLeft(new Set());
            }}
          >
            {t.all}
          </Button>
          <Button
            look="quiet"
            className="h-6"
            disabled={left.size === proposals.length}
            onClick={() => {
              setLeft(new Set(proposals.keys()));
            }}
          >
            {t.none}
          </Button>
        </div>
        {notes.map((note) => (
          <p key={note} className="w-full text-stale">
            {note}
          </p>
        ))}
      </div>
      <ShotStrip asset={asset} analysis={analysis} left={left} onLeft={setLeft} />
      <footer className="sticky bottom-0 flex flex-col gap-2 border-t border-line bg-panel px-4 py-3 text-small">
        {adoption !== null && <Adopt adoption={adoption} adopts={adopts} onAdopts={setAdopts} />}
        <div className="flex items-center gap-3">
          <label className="flex items-center gap-2 text-dim">
            {t.from}
            <span className="w-20">
              <NumberField
                value={from}
                least={0}
                label={t.from}
                onValue={(value) => {
                  setFrom(value ?? 0);
                }}
              />
            </span>
          </label>
          <span className="numeric min-w-0 flex-1 truncate text-dim" role="status">
            {put.taken === null
              ? t.chosen(chosen.length, proposals.length, put.known)
              : t.taking(put.taken, chosen.length)}
          </span>
          {put.taken === null ? (
            <>
              <Button onClick={onClose}>{texts.dialog.cancel}</Button>
              {onSkip !== null && <Button onClick={onSkip}>{t.skip}</Button>}
            </>
          ) : (
            <Button onClick={put.stop}>{t.stop}</Button>
          )}
          <Button look="primary" disabled={chosen.length === 0 || put.taken !== null} onClick={put.start}>
            {t.put(chosen.length)}
          </Button>
        </div>
      </footer>
    </>
  );
}

interface AdoptProps {
  readonly adoption: Adoption;
  readonly adopts: boolean;
  readonly onAdopts: (adopts: boolean) => void;
}

/** Whether the film takes over the video's size and rate, with what it has now. */
function Adopt({ adoption, adopts, onAdopts }: AdoptProps) {
  const film = useProject();
  const words = ({ size, fps }: Adoption) => t.sizeAndRate(size.width, size.height, fps.num / fps.den);
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1" data-testid="apart-adopt">
      <Check label={t.adopt(words(adoption))} checked={adopts} onChecked={onAdopts} />
      <span className="numeric text-faint">
        {t.adoptNow(words(film))}
        {film.keyframes.length > 0 && ` · ${t.adoptKept}`}
      </span>
    </div>
  );
}
