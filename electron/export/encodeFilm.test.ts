import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { plainExport } from '../../shared/export/plainExport.ts';
import type { ExportSettings } from '../../shared/export/settings.ts';
import { Ffmpeg } from '../media/ffmpeg.ts';
import { findFfmpeg } from '../media/findFfmpeg.ts';
import type { VideoSettings } from '../media/presets.ts';
import { encodeFilm, openEncoding } from './encodeFilm.ts';
import { estimateExport } from './estimate/estimate.ts';
import { exportFilm } from './exportFilm.ts';
import { numbered, numbersIn, testRoom } from './testing/films.ts';

const tests = await testRoom();
const { ffmpeg: real, children } = tests;
const size = { width: 320, height: 180 };
const fps = { num: 24, den: 1 };
const film = { size, fps, frames: 40 };
const signal = new AbortController().signal;
const settings: ExportSettings = { ...plainExport, name: 'film' };

/**
 * A machine with a graphics chip, as far as a program can tell: ffmpeg lists h264_nvenc, and it encodes. With `until`, it
 * breaks off a stream that has more frames than so many, as a driver does.
 */
async function chip(until: number | null): Promise<Ffmpeg> {
  const program = path.join(tests.folder, 'ffmpeg');
  const script = `#!/usr/bin/env node
const { spawn, spawnSync } = require('node:child_process');
const given = process.argv.slice(2);
if (given.includes('-encoders')) {
  process.stdout.write(spawnSync(${JSON.stringify(real.found.path)}, given).stdout + ' V..... h264_nvenc  NVENC\\n');
  process.exit(0);
}
const isChip = given.includes('h264_nvenc');
const after = (word) => given.indexOf(word);
if (isChip) {
  given[after('h264_nvenc')] = 'libx264';
  given[after('-preset') + 1] = 'ultrafast';
  for (const word of ['-rc', '-cq', '-b:v']) given.splice(after(word), 2);
}
const inner = spawn(${JSON.stringify(real.found.path)}, given, { stdio: ['pipe', 'inherit', 'inherit'] });
let bytes = 0;
process.stdin.on('data', (chunk) => {
  bytes += chunk.length;
  if (isChip && bytes > ${String((until ?? 1e9) * size.width * size.height * 4)}) {
    process.stderr.write('[h264_nvenc @ 0x1] EncodePicture failed!: device lost\\n');
    inner.kill('SIGKILL');
    process.exit(1);
  }
});
process.stdin.pipe(inner.stdin);
inner.stdin.on('error', () => undefined);
inner.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => inner.kill('SIGKILL'));
`;
  await writeFile(program, script);
  await chmod(program, 0o755);
  const found = await findFfmpeg([{ source: 'setting', file: program, ours: false }]);
  return new Ffmpeg(found, children);
}

const roomOf = async (ffmpeg: Ffmpeg) => {
  const parts = { ffmpeg: () => Promise.resolve(ffmpeg), folder: tests.folder };
  return { parts, room: await openEncoding({ ...parts, file: path.join(tests.folder, 'notes.json') }) };
};

async function* counted(frames = film.frames) {
  for (let number = 0; number < frames; number++) {
    yield await Promise.resolve({ frame: numbered(size.width, size.height, number) });
  }
}

const output = () => path.join(tests.folder, 'film.mp4');
const exporting = (ffmpeg: Ffmpeg) => (video: VideoSettings) =>
  exportFilm(ffmpeg, {
    frames: counted(),
    size,
    fps,
    video,
    output: output(),
    signal,
    onFrame: () => undefined,
  });

test('a listed encoder that does not work is told with its reason, never chosen, and refused when named', async (context) => {
  const { room } = await roomOf(real);
  const { encoders, best } = await room.encoders.report(settings, film, signal);
  expect(best).toBe('libx264');
  const chips = encoders.filter(({ isHardware, works }) => isHardware && !works);
  if (chips.length === 0) {
    context.skip('every encoder this ffmpeg lists works here');
  }
  for (const { reason, encoder } of chips) {
    expect(reason).toMatch(/\w{3}/);
    await expect(room.encoders.choose({ ...settings, encoder }, film, signal)).rejects.toMatchObject({
      code: 'encoder-broken',
    });
  }
});

test('measured speeds are remembered: the next run of the program asks no trial', async () => {
  const first = await roomOf(real);
  const told = await first.room.encoders.report(settings, film, signal);
  await first.room.notebook.close();
  const commands = real.log.filter((line) => line.includes('libx264')).length;
  const second = await roomOf(real);
  const again = await second.room.encoders.report(settings, film, signal);
  expect(real.log.filter((line) => line.includes('libx264'))).toHaveLength(commands);
  const paceOf = ({ encoders }: typeof told) => encoders.find(({ encoder }) => encoder === 'libx264')?.fps;
  expect(paceOf(again)).toBeCloseTo(paceOf(told) ?? 0, 3);
  expect(JSON.parse(await readFile(path.join(tests.folder, 'notes.json'), 'utf8'))).toHaveProperty('paces');
});

test.skipIf(process.platform === 'win32')(
  'an encoder that fails in the midst is replaced by software: the film is whole, a note says so, nothing else is left',
  async () => {
    const ffmpeg = await chip(30);
    const { room } = await roomOf(ffmpeg);
    const notes: string[] = [];
    const job = { signal, note: (text: string) => void notes.push(text) };
    const asked = { ...settings, encoder: 'h264_nvenc' };
    const { made, video } = await encodeFilm(room, asked, film, job, exporting(ffmpeg));
    expect(video.encoder).toBe('libx264');
    expect(made.frames).toBe(film.frames);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/h264_nvenc failed .*device lost.* libx264 makes the film instead/);
    expect(await numbersIn(real, output())).toEqual(Array.from({ length: film.frames }, (_, at) => at));
    const report = await room.encoders.report(settings, film, signal);
    expect(report.encoders[0]).toMatchObject({ encoder: 'h264_nvenc', works: false });
    await room.notebook.close();
    expect((await readdir(tests.folder)).toSorted()).toEqual(['ffmpeg', 'film.mp4', 'notes.json']);
  },
);

test.skipIf(process.platform === 'win32')(
  'a cancelled export is not begun again by another encoder',
  async () => {
    const ffmpeg = await chip(null);
    const { room } = await roomOf(ffmpeg);
    const abort = new AbortController();
    const asked = { ...settings, encoder: 'h264_nvenc' };
    let begun = 0;
    const making = encodeFilm(room, asked, film, { signal: abort.signal, note: () => undefined }, (video) => {
      begun += 1;
      return exportFilm(ffmpeg, {
        ...{ frames: counted(), size, fps, video, output: output(), signal: abort.signal },
        onFrame: (done) => {
          if (done === 5) {
            abort.abort(new Error('enough'));
          }
        },
      });
    });
    await expect(making).rejects.toThrow('enough');
    expect(begun).toBe(1);
    await room.notebook.close();
    expect((await readdir(tests.folder)).toSorted()).toEqual(['ffmpeg', 'notes.json']);
  },
);

test('an estimate is near what the export then takes, and nearer the next time', async () => {
  const { parts, room } = await roomOf(real);
  const sample = {
    ...{ ...film, soundBytes: 0, still: null },
    frameAt: (frame: number) => Promise.resolve(numbered(size.width, size.height, frame)),
  };
  const ask = () => estimateExport({ ...parts, room }, settings, sample, signal);
  const before = await ask();
  const job = { signal, note: () => undefined };
  const { made } = await encodeFilm(room, settings, film, job, exporting(real));
  expect((before.bytes ?? 0) / made.bytes).toBeGreaterThan(0.4);
  expect((before.bytes ?? 0) / made.bytes).toBeLessThan(2.5);
  expect(before.seconds).toBeGreaterThan(0);
  // Without frames of its own, what was exported before answers.
  const unmade = { ...sample, frameAt: () => Promise.resolve(null) };
  const learnt = await estimateExport({ ...parts, room }, settings, unmade, signal);
  expect((learnt.bytes ?? 0) / made.bytes).toBeCloseTo(1, 1);
  // That exports took longer than painted frames says nothing against frames of the film itself.
  room.notebook.learn({ encoder: 'libx264', quality: 'balanced', bitsPerPixel: 0.1, delay: 1000 });
  const [own, painted] = [await ask(), await estimateExport({ ...parts, room }, settings, unmade, signal)];
  expect((painted.seconds ?? 0) / (own.seconds ?? 0)).toBeGreaterThan(10);
});

test('a GIF of more than fifty frames a second is refused in one sentence', async () => {
  const { room } = await roomOf(real);
  const quick = { ...film, fps: { num: 60, den: 1 } };
  const job = { signal, note: () => undefined };
  await expect(
    encodeFilm(room, { ...settings, preset: 'gif' }, quick, job, exporting(real)),
  ).rejects.toMatchObject({ code: 'too-fast' });
});
