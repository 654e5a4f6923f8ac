import { Film, Scissors } from 'lucide-react';
import { useState } from 'react';
import { mediaRoutes } from '../../shared/media/routes.ts';
import type { Asset } from '../../shared/project/schema.ts';
import { useEditor } from '../app/editor.ts';
import { IconButton } from '../parts/Button.tsx';
import { texts } from '../texts.ts';
import { apartFrom, openTakeApart } from './takeApart.ts';
import { clock } from './texts.ts';

interface VideoProps {
  readonly id: string;
  readonly asset: Asset;
}

/** A frame of a video's beginning that is likely to show something, and how long it is. */
export function VideoPicture({ id, asset, project }: VideoProps & { readonly project: string }) {
  const [isAbsent, setAbsent] = useState(false);
  const seconds = asset.seconds ?? 0;
  return (
    <>
      {isAbsent ? (
        <Film className="size-5 text-dim" aria-hidden />
      ) : (
        <img
          src={mediaRoutes.videoFrame(project, id, seconds < 1 ? 0 : Math.min(3, seconds / 4), 240)}
          alt=""
          loading="lazy"
          draggable={false}
          className="size-full object-cover"
          onError={() => {
            setAbsent(true);
          }}
        />
      )}
      <span className="numeric absolute bottom-1 left-1 flex items-center gap-1 rounded-sm bg-black/70 px-1 text-small leading-4 text-white">
        <Film className="size-3" aria-hidden />
        {clock(seconds).replace(/\.\d+$/, '')}
      </span>
    </>
  );
}

/** Over a video's tile. */
export function TakeApartButton({ id, asset }: VideoProps) {
  const editor = useEditor();
  return (
    <IconButton
      label={`${texts.analysis.open} ${asset.name}`}
      look="plain"
      className="absolute top-1 right-1 size-6"
      onClick={() => {
        openTakeApart(editor, [id], apartFrom(editor));
      }}
    >
      <Scissors />
    </IconButton>
  );
}
