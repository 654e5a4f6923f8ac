// What every contestant is given: words, sound, a picture and a moving video, 1080p at 30 fps, 150 words on 6 slides a minute.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';

export const size = { width: 1920, height: 1080 };
export const fps = 30;
/** H.264 as all are told to encode it. */
export const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'];
const spoken = 'the quick brown fox jumps over a lazy dog while seven wise old owls watch quietly'.split(' ');

/** Writes words.json, sound.m4a, back.png and moving.mp4; `at` names a file of the bench's folder. */
export async function makeInputs(seconds, at, ffmpeg) {
  writeFileSync(at('words.json'), JSON.stringify({ style: {}, slides: slidesOf(seconds) }));
  await picture(at('back.png'));
  const make = (...args) => {
    const { status, stderr } = spawnSync(ffmpeg, ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) {
      throw new Error(stderr);
    }
  };
  const tone = `sine=frequency=300:sample_rate=48000:duration=${seconds}`;
  make('-f', 'lavfi', '-i', tone, '-ac', '2', '-c:a', 'aac', at('sound.m4a'));
  // A long video is a short one again and again: encoding it would take longer than what is measured.
  const once = Math.min(seconds, 60);
  const moving = `testsrc2=size=${size.width}x${size.height}:rate=${fps}:duration=${once}`;
  const tags = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
  const short = at(once < seconds ? 'once.mp4' : 'moving.mp4');
  make('-f', 'lavfi', '-i', moving, ...x264, ...tags, '-color_range', 'tv', short);
  if (once < seconds) {
    make('-stream_loop', '-1', '-i', short, '-t', String(seconds), '-c', 'copy', at('moving.mp4'));
  }
}

function slidesOf(seconds) {
  const words = Array.from({ length: Math.round(seconds * 2.5) }, (_, i) => ({
    ...{ text: spoken[i % spoken.length], start: i * 0.4, end: i * 0.4 + 0.38, gap: ' ' },
  }));
  return Array.from({ length: Math.ceil(words.length / 25) }, (_, i) => {
    const own = words.slice(i * 25, i * 25 + 25);
    const end = Math.min(seconds, (i + 1) * 10);
    return { id: `s${i}`, start: own[0].start, end, timing: 'words', words: own, style: {} };
  });
}

async function picture(file) {
  const { width, height } = size;
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    pixels[i * 3] = 90 + 80 * Math.sin(x / 210) * Math.cos(y / 170) + ((x * 7 + y * 13) % 9);
    pixels[i * 3 + 1] = 80 + (y * 90) / height + ((x * 5 + y * 11) % 7);
    pixels[i * 3 + 2] = 120 + 70 * Math.cos((x + y) / 260);
  }
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
}
