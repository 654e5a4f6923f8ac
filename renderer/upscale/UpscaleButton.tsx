import { ImageUpscale } from 'lucide-react';
import type { Asset } from '../../shared/project/schema.ts';
import { useEditor } from '../app/editor.ts';
import { IconButton } from '../parts/Button.tsx';
import { texts } from '../texts.ts';
import { openUpscale } from './upscaling.ts';

/** Over a video's tile. */
export function UpscaleButton({ id, asset }: { readonly id: string; readonly asset: Asset }) {
  const editor = useEditor();
  return (
    <IconButton
      label={`${texts.upscale.open} ${asset.name}`}
      look="plain"
      className="absolute top-1 right-8 size-6"
      onClick={() => {
        openUpscale(editor, id);
      }}
    >
      <ImageUpscale />
    </IconButton>
  );
}
