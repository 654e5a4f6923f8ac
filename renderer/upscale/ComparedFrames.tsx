import { useEffect, useState, useSyncExternalStore } from 'react';
import { mediaRoutes } from '../../shared/media/routes.ts';
import type { UpscaledFilm } from '../../shared/upscale/schema.ts';
import { texts } from '../texts.ts';
import { Divider } from '../viewer/Divider.tsx';
import { createSplit } from '../viewer/split.ts';

const t = texts.upscale;

/** The whole frame in the room there is, or a pixel of the upscaled film as one of the screen. */
export type Zoom = 'whole' | 'pixels';

interface ComparedProps {
  readonly film: UpscaledFilm;
  readonly media: string;
  readonly frame: number;
  readonly zoom: Zoom;
}

/** A frame of the source, enlarged by the browser, left of the line; the upscaled one right of it. */
export function ComparedFrames({ film, media, frame, zoom }: ComparedProps) {
  const [split] = useState(createSplit);
  const share = useSyncExternalStore(split.subscribe, split.share);
  const { width, height, scale } = film;
  const seconds = film.times[frame] ?? 0;
  const side = Math.max(width, height);
  const before = useShown(
    mediaRoutes.videoFrame(film.project, film.asset, seconds, Math.round(side / scale)),
  );
  const after = useShown(mediaRoutes.resultFrame(media, seconds, side));
  const ratio = width / height;
  return (
    <div className="flex h-[56vh] overflow-auto bg-stage p-3">
      <div
        className="relative m-auto shrink-0 overflow-hidden"
        data-testid="compared"
        style={
          zoom === 'pixels'
            ? { width, height }
            : { aspectRatio: ratio, width: `min(100%, ${String(ratio * 53)}vh)` }
        }
      >
        <img
          src={after}
          alt={t.picture(t.after, frame)}
          draggable={false}
          className="absolute inset-0 size-full"
        />
        <img
          src={before}
          alt={t.picture(t.before, frame)}
          draggable={false}
          className="absolute inset-0 size-full"
          style={{ clipPath: `inset(0 ${String((1 - share) * 100)}% 0 0)` }}
        />
        <Divider split={split} left={t.before} right={t.after} />
      </div>
    </div>
  );
}

/** The newest address whose picture is there: the one before stays in sight until then. */
function useShown(address: string): string {
  const [shown, setShown] = useState(address);
  useEffect(() => {
    const image = new Image();
    image.onload = () => {
      setShown(address);
    };
    image.src = address;
    return () => {
      image.onload = null;
    };
  }, [address]);
  return shown;
}
