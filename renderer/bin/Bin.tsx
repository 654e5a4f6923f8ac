import clsx from 'clsx';
import { AudioLines, ImageOff, Plus } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { mediaRoutes } from '../../shared/media/routes.ts';
import type { Asset } from '../../shared/project/schema.ts';
import { apartFrom } from '../analysis/takeApart.ts';
import { TakeApartButton, VideoPicture } from '../analysis/VideoTile.tsx';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { texts } from '../texts.ts';
import { assetType } from '../timeline/useDrop.ts';
import { UpscaleButton } from '../upscale/UpscaleButton.tsx';
import { addFiles, pickFiles, placeAssets, relink } from './takeIn.ts';

const t = texts.bin;

/** Every file of the project. Tiles that are out of sight are skipped by the browser (content-visibility). */
export function Bin() {
  const editor = useEditor();
  const project = useProject();
  const missing = useStore(editor.document.store, (state) => state.missing);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const uses = new Map<string, number>();
  for (const { asset } of project.keyframes) {
    uses.set(asset, (uses.get(asset) ?? 0) + 1);
  }
  if (project.sound !== null) {
    uses.set(project.sound.asset, 1);
  }
  const entries = Object.entries(project.assets);
  const add = () => {
    void pickFiles(true).then((files) => addFiles(editor, files, null));
  };
  return (
    <section aria-label={t.title} className="flex h-full min-h-0 flex-col bg-panel">
      <header className="flex h-10 shrink-0 items-center justify-between border-b border-line pr-1.5 pl-3">
        <h2 className="text-body font-medium">
          {t.title}{' '}
          {entries.length > 0 && <span className="numeric font-normal text-faint">{entries.length}</span>}
        </h2>
        <IconButton label={t.add} chord="Mod+I" onClick={add}>
          <Plus />
        </IconButton>
      </header>
      {entries.length === 0 ? (
        <div className="flex flex-1 flex-col items-center justify-center gap-2 p-5 text-center">
          <p className="text-body font-medium">{t.emptyTitle}</p>
          <p className="text-small text-dim">{t.empty}</p>
          <Button className="mt-1" onClick={add}>
            {t.add}
          </Button>
        </div>
      ) : (
        <ul
          className="grid min-h-0 flex-1 auto-rows-max grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] content-start gap-2 overflow-y-auto p-2.5"
          aria-label={t.hint}
        >
          {entries.map(([id, asset]) => (
            <Tile
              key={id}
              id={id}
              asset={asset}
              project={project.id}
              uses={uses.get(id) ?? 0}
              missing={missing.includes(id)}
              chosen={chosen.has(id)}
              dragged={chosen.has(id) ? [...chosen] : [id]}
              onChoose={(many) => {
                const next = new Set(many ? chosen : []);
                if (many && next.delete(id)) {
                  setChosen(next);
                  return;
                }
                setChosen(next.add(id));
              }}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface TileProps {
  readonly id: string;
  readonly asset: Asset;
  readonly project: string;
  readonly uses: number;
  readonly missing: boolean;
  readonly chosen: boolean;
  readonly dragged: readonly string[];
  readonly onChoose: (many: boolean) => void;
}

function Tile({ id, asset, project, uses, missing, chosen, dragged, onChoose }: TileProps) {
  const editor = useEditor();
  const place = () => {
    placeAssets(editor, [id], asset.kind === 'video' ? apartFrom(editor) : editor.transport.frame());
  };
  return (
    <li className="relative flex flex-col gap-1 [contain-intrinsic-size:6rem_5.5rem] [content-visibility:auto]">
      <button
        type="button"
        draggable={!missing}
        aria-pressed={chosen}
        aria-label={`${asset.name}, ${texts.bin.used(uses)}`}
        title={`${asset.name} · ${asset.kind === 'audio' ? `${(asset.seconds ?? 0).toFixed(1)} s` : `${String(asset.width)} × ${String(asset.height)}`}\n${asset.kind === 'video' ? texts.analysis.tile : t.hint}`}
        className={clsx(
          'relative flex aspect-video w-full items-center justify-center overflow-hidden rounded-control bg-backdrop ring-1 ring-inset',
          chosen ? 'ring-2 ring-accent' : 'ring-line hover:ring-edge',
        )}
        onClick={(event) => {
          onChoose(event.ctrlKey || event.metaKey);
        }}
        onDoubleClick={place}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            place();
          }
        }}
        onDragStart={(event) => {
          event.dataTransfer.setData(assetType, JSON.stringify(dragged));
          event.dataTransfer.effectAllowed = 'copy';
        }}
      >
        {missing ? (
          <ImageOff className="size-5 text-failed" aria-hidden />
        ) : asset.kind === 'audio' ? (
          <AudioLines className="size-5 text-dim" aria-hidden />
        ) : asset.kind === 'video' ? (
          <VideoPicture id={id} asset={asset} project={project} />
        ) : (
          <img
            src={mediaRoutes.asset(project, id, 240)}
            alt=""
            loading="lazy"
            draggable={false}
            className="size-full object-cover"
          />
        )}
        {uses > 0 && (
          <span className="numeric absolute right-1 bottom-1 rounded-sm bg-black/70 px-1 text-small leading-4 text-white">
            {uses}
          </span>
        )}
      </button>
      {asset.kind === 'video' && !missing && (
        <>
          <TakeApartButton id={id} asset={asset} />
          <UpscaleButton id={id} asset={asset} />
        </>
      )}
      {missing ? (
        <button
          type="button"
          className="truncate rounded-sm text-left text-small text-failed underline"
          onClick={() => {
            void pickFiles(false).then(async ([file]) => {
              if (file !== undefined) {
                await relink(editor, id, file);
              }
            });
          }}
        >
          {t.missing}: {t.relink}
        </button>
      ) : (
        <span className="truncate px-0.5 text-small text-dim" title={asset.name}>
          {asset.name}
        </span>
      )}
    </li>
  );
}
