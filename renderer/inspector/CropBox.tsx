import { useEffect, useRef, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import { mediaRoutes } from '../../shared/media/routes.ts';
import { setKeyframe } from '../../shared/project/edits.ts';
import type { Asset, Crop, Keyframe, Project } from '../../shared/project/schema.ts';
import { useEditor } from '../app/editor.ts';
import { useShownProject } from '../app/hooks.ts';
import { texts } from '../texts.ts';
import { middleCrop, movedCrop, zoomedCrop } from './crop.ts';

const t = texts.inspector;

interface CropBoxProps {
  readonly project: Project;
  readonly keyframe: Keyframe;
  readonly asset: Asset;
}

/** The whole picture with the part that the film shows; the part is dragged, and zoomed with the wheel. */
export function CropBox({ project, keyframe, asset }: CropBoxProps) {
  const editor = useEditor();
  const area = useRef<HTMLDivElement>(null);
  const shown = useShownProject().keyframes.find(({ id }) => id === keyframe.id) ?? keyframe;
  const picture = { width: Math.max(1, asset.width), height: Math.max(1, asset.height) };
  const crop = shown.crop ?? middleCrop(picture, project.size);
  const set = (next: Crop) => setKeyframe([keyframe.id], { crop: next });
  const isCrop = keyframe.fit === 'crop';

  const latest = useRef({
    crop,
    edit: (next: Crop) => {
      editor.document.edit(set(next), `crop:${keyframe.id}`);
    },
  });
  useEffect(() => {
    latest.current = {
      crop,
      edit: (next) => {
        editor.document.edit(set(next), `crop:${keyframe.id}`);
      },
    };
  });
  const [width, height] = [picture.width, picture.height];
  const { size } = project;
  useEffect(() => {
    const element = area.current;
    if (element === null || !isCrop) {
      return;
    }
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { crop: now, edit } = latest.current;
      edit(zoomedCrop(now, Math.exp(event.deltaY * 0.0012), { width, height }, size));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      element.removeEventListener('wheel', wheel);
    };
  }, [isCrop, width, height, size]);

  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const element = area.current;
    if (!isCrop || element === null || event.button !== 0) {
      return;
    }
    const target = event.currentTarget;
    const box = element.getBoundingClientRect();
    const start = { x: event.clientX, y: event.clientY, crop };
    target.setPointerCapture(event.pointerId);
    const stop = new AbortController();
    const options = { signal: stop.signal };
    target.addEventListener(
      'pointermove',
      (moved: globalThis.PointerEvent) => {
        const [dx, dy] = [(moved.clientX - start.x) / box.width, (moved.clientY - start.y) / box.height];
        editor.document.draft(set(movedCrop(start.crop, dx, dy)));
      },
      options,
    );
    target.addEventListener(
      'pointerup',
      () => {
        stop.abort();
        editor.document.commit();
      },
      options,
    );
    target.addEventListener(
      'lostpointercapture',
      () => {
        stop.abort();
        editor.document.discard();
      },
      options,
    );
  };

  const key = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-0.01, 0],
      ArrowRight: [0.01, 0],
      ArrowUp: [0, -0.01],
      ArrowDown: [0, 0.01],
    };
    const step = steps[event.key];
    const zoom = event.key === '+' ? 0.95 : event.key === '-' ? 1 / 0.95 : null;
    if (step === undefined && zoom === null) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const next =
      step !== undefined
        ? movedCrop(crop, step[0], step[1])
        : zoomedCrop(crop, zoom ?? 1, picture, project.size);
    latest.current.edit(next);
  };

  const style: CSSProperties = {
    left: `${String(crop.x * 100)}%`,
    top: `${String(crop.y * 100)}%`,
    width: `${String(crop.width * 100)}%`,
    height: `${String(crop.height * 100)}%`,
  };
  return (
    <div className="flex justify-center rounded-control bg-backdrop">
      <div
        ref={area}
        className="relative max-h-44 overflow-hidden rounded-control"
        style={{ aspectRatio: `${String(picture.width)} / ${String(picture.height)}` }}
      >
        <img
          src={mediaRoutes.asset(project.id, keyframe.asset, 480)}
          alt=""
          draggable={false}
          className="block size-full max-h-44"
        />
        {isCrop && (
          <div
            role="group"
            tabIndex={0}
            aria-label={t.cropHint}
            title={t.cropHint}
            className="absolute cursor-move touch-none border border-white/90 shadow-[0_0_0_999px_rgb(0_0_0/0.55)]"
            style={style}
            onPointerDown={drag}
            onKeyDown={key}
          />
        )}
        {isCrop && keyframe.crop !== null && (
          <button
            type="button"
            className="absolute right-1 bottom-1 rounded-control bg-black/70 px-1.5 text-small text-white hover:bg-black"
            onClick={() => {
              editor.document.edit(setKeyframe([keyframe.id], { crop: null }));
            }}
          >
            {t.cropReset}
          </button>
        )}
      </div>
    </div>
  );
}
