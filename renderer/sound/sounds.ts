import { mediaRoutes } from '../../shared/media/routes.ts';
import { soundShapeSchema, type SoundShape } from '../../shared/media/sound.ts';

/** The shapes of sounds, fetched when first asked for; whoever draws one subscribes. */
export interface Sounds {
  /** Null while it is read, or where it cannot be. O(1). */
  readonly shape: (project: string, asset: string) => SoundShape | null;
  readonly subscribe: (heard: () => void) => () => void;
}

export function createSounds(): Sounds {
  const shapes = new Map<string, SoundShape | null>();
  const listeners = new Set<() => void>();
  const load = async (key: string, address: string) => {
    try {
      const response = await fetch(address);
      shapes.set(key, response.ok ? soundShapeSchema.parse(await response.json()) : null);
    } catch {
      // The connection was lost: asked for again when it is next drawn.
      shapes.delete(key);
    }
    for (const listener of listeners) {
      listener();
    }
  };
  return {
    shape: (project, asset) => {
      const key = `${project}/${asset}`;
      const known = shapes.get(key);
      if (known === undefined) {
        shapes.set(key, null);
        void load(key, mediaRoutes.sound(project, asset));
      }
      return known ?? null;
    },
    subscribe: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}
