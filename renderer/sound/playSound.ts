import { mediaRoutes } from '../../shared/media/routes.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';

/** Seconds the sound may be away from the picture before it is put right: less is not heard, and each seek clicks. */
const away = 0.08;
/** Browsers play sound at up to this speed; faster, it is silent. */
const fastest = 4;

/** Plays the film's sound along with the transport until `signal`; backwards and at rest it is silent. */
export function playSound(editor: Editor, signal: AbortSignal): void {
  const player = new Audio();
  player.preload = 'auto';
  let address = '';
  const follow = () => {
    const { sound, id, fps } = projectOf(editor.document.store.getState());
    const speed = editor.transport.speed();
    const wanted = sound === null ? '' : mediaRoutes.file(id, sound.asset);
    if (wanted !== address) {
      address = wanted;
      player.pause();
      if (wanted === '') {
        player.removeAttribute('src');
      } else {
        player.src = wanted;
      }
    }
    player.muted = editor.preferences.getState().muted;
    const at = (editor.transport.frame() * fps.den) / fps.num - (sound?.offset ?? 0);
    const isHeard =
      wanted !== '' && speed > 0 && speed <= fastest && at >= 0 && at < (player.duration || Infinity);
    if (!isHeard) {
      player.pause();
      return;
    }
    player.playbackRate = speed;
    if (player.paused || Math.abs(player.currentTime - at) > away * Math.max(1, speed)) {
      player.currentTime = at;
    }
    if (player.paused) {
      // Refused for a file the browser cannot play: the film runs on without it.
      void player.play().catch(() => undefined);
    }
  };
  const stops = [
    editor.transport.subscribe(follow),
    editor.document.store.subscribe(follow),
    editor.preferences.subscribe(follow),
  ];
  signal.addEventListener('abort', () => {
    player.pause();
    for (const stop of stops) {
      stop();
    }
  });
}
