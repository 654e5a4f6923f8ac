import type { Fps } from '../../shared/project/schema.ts';
import * as track from '../media/soundTrack.ts';
import type { AudioSettings } from '../media/soundTrack.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { VideoSettings } from '../media/presets.ts';
import type { Command } from '../media/command.ts';
import { probe, type AudioFacts } from '../media/probe.ts';
import { Fault } from '../../shared/fault.ts';
import path from 'node:path';

/** What players take in a container without being encoded again; PCM is left out because an mp4 of it plays nowhere. */
const copyable: Readonly<Record<VideoSettings['container'], readonly string[]>> = {
  mp4: ['aac', 'mp3'],
  mov: ['aac', 'mp3', 'pcm-s16', 'pcm-s24'],
  matroska: ['aac', 'mp3', 'opus', 'vorbis', 'flac', 'ac3', 'pcm-s16', 'pcm-s24'],
  webm: ['opus', 'vorbis'],
  gif: [],
  webp: [],
  image2: [],
};

const encoded: Readonly<Record<VideoSettings['container'], AudioSettings['codec'] | null>> = {
  mp4: 'aac',
  mov: 'aac',
  matroska: 'flac',
  webm: 'libopus',
  gif: null,
  webp: null,
  image2: null,
};

/**
 * What a sound file says of itself. Faults: missing-file, empty-file, broken-media, ... as `probe`, and 'no-sound' for one
 * that has pictures only.
 */
export async function readSound(ffmpeg: Ffmpeg, file: string, signal: AbortSignal): Promise<AudioFacts> {
  const [sound] = (await probe(ffmpeg, file, signal)).audio;
  if (sound === undefined || !(sound.durationSeconds > 0)) {
    throw new Fault('no-sound', `“${path.basename(file)}” has no sound in it.`, 'Choose a sound file.');
  }
  return sound;
}

/**
 * How a sound goes under a film of `frames`: copied where the container allows its codec and it lasts as long as the film, else
 * encoded, cut or filled with silence to the film's length; null for a container without sound, and for a sound that is over
 * before the film begins. `offset`: the second of the film it begins at; one that is moved is encoded.
 */
export function soundUnder(
  file: string,
  sound: AudioFacts,
  container: VideoSettings['container'],
  frames: number,
  fps: Fps,
  offset = 0,
): AudioSettings | null {
  const seconds = (frames * fps.den) / fps.num;
  if (sound.durationSeconds + offset <= 0) {
    return null;
  }
  const isLongEnough = sound.durationSeconds > seconds - fps.den / fps.num;
  const canCopy = offset === 0 && copyable[container].includes(sound.codec) && isLongEnough;
  const codec = canCopy ? 'copy' : encoded[container];
  return codec === null ? null : { file, seconds, codec, ...(offset === 0 ? {} : { offset }) };
}

/** A sound that is copied and breaks off before its end is met here, not by the listener. Throws 'broken-media'. */
export async function checkSound(
  ffmpeg: Ffmpeg,
  film: string,
  audio: AudioSettings,
  fps: Fps,
  step: string,
): Promise<void> {
  const seconds = (await probe(ffmpeg, film)).audio[0]?.durationSeconds ?? 0;
  if (seconds < audio.seconds - (2 * fps.den) / fps.num) {
    throw new Fault(
      'broken-media',
      `${step}: the sound “${path.basename(audio.file)}” breaks off after ${seconds.toFixed(1)} s.`,
      'Export the sound again or choose another file.',
    );
  }
}

/** The sound as the second input of a command whose first is the picture. */
export const soundInputs = (audio: AudioSettings | null): Command['inputs'] =>
  audio === null ? [] : [track.soundInput(audio)];

export const soundFilters = (audio: AudioSettings | null): readonly string[] =>
  audio === null ? [] : track.soundFilters(audio);

export const soundOptions = (audio: AudioSettings | null): readonly string[] =>
  audio === null
    ? []
    : [
        ...['-map', '1:a:0', '-c:a', audio.codec],
        ...(audio.codec === 'aac' || audio.codec === 'libopus' ? ['-b:a', '192k'] : []),
      ];
