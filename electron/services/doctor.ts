import { mkdir, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Check } from '../../shared/contract.ts';
import { faultData } from '../../shared/fault.ts';
import { runModel, type Tensor } from '../inference/calls.ts';
import type { InferenceHost } from '../inference/host.ts';
import { findModel } from '../inference/models.ts';
import { providersFor } from '../inference/providers.ts';
import { workingEncoders } from '../media/encoders.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Folders } from './folders.ts';

export interface DoctorParts {
  readonly folders: Folders;
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly host: InferenceHost;
  readonly models: string;
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

const ok = (name: string, found: string): Check => ({ name, state: 'ok', found, remedy: null });

/** What a film needs of a machine, looked at by using it: an encoder that is listed is not one that works. */
export async function diagnose(parts: DoctorParts): Promise<Check[]> {
  return [
    ok('Node', `${process.versions.node}, ${process.platform} ${process.arch}`),
    electron(),
    ...(await ffmpegAndEncoders(parts)),
    await providers(parts),
    await space('Cache', parts.folders.cache),
    await space('Projects', parts.folders.data),
  ];
}

function electron(): Check {
  const inside = process.versions.electron;
  if (inside !== undefined) {
    return ok('Electron', inside);
  }
  try {
    const require = createRequire(import.meta.url);
    const { version } = require('electron/package.json') as { version: string };
    require.resolve('electron/path.txt');
    return ok('Electron', version);
  } catch {
    return {
      name: 'Electron',
      state: 'warning',
      found: 'its binary is not here; the editor opens in a browser',
      remedy: 'Run "npx install-electron" where GitHub can be reached.',
    };
  }
}

async function ffmpegAndEncoders({ ffmpeg }: DoctorParts): Promise<Check[]> {
  try {
    const found = await ffmpeg();
    const { version, source, path } = found.found;
    const names = ['libx264', 'libx265', 'libsvtav1', 'libvpx-vp9', 'prores_ks', 'ffv1', 'gif'];
    const hardware = ['h264_nvenc', 'h264_qsv', 'h264_amf', 'h264_videotoolbox', 'h264_vaapi'];
    const working = await workingEncoders(found, [...names, ...hardware], new Map());
    const missing = names.filter((name) => !working.includes(name));
    const encoders: Check = {
      name: 'Encoders',
      state: working.includes('libx264') ? 'ok' : 'missing',
      found: `${working.join(', ')}${missing.length > 0 ? ` (not: ${missing.join(', ')})` : ''}`,
      remedy:
        missing.length > 0 ? 'A newer ffmpeg brings more: install one, or name it in FFMPEG_PATH.' : null,
    };
    return [ok('ffmpeg', `${version} from ${source}: ${path}`), encoders];
  } catch (error) {
    const { message, remedy } = faultData(error);
    return [{ name: 'ffmpeg', state: 'missing', found: message, remedy }];
  }
}

/** Runs a model of ours in the inference child: only then is it known which provider works. */
async function providers({ host, models }: DoctorParts): Promise<Check> {
  const name = 'Inference';
  try {
    const model = await findModel(models, 'same-picture');
    const grey: Tensor = { type: 'uint8', dims: [32, 32, 4], data: new Uint8Array(32 * 32 * 4) };
    const signal = AbortSignal.timeout(60_000);
    const used = await host.run(
      runModel,
      { model, tensors: { a: grey, b: grey }, providers: providersFor(process.platform) },
      { signal },
    );
    const others = used.passed.map(({ provider }) => provider).join(', ');
    return ok(name, `${used.provider}${others === '' ? '' : ` (not: ${others})`}`);
  } catch (error) {
    const { message, remedy } = faultData(error);
    return { name, state: 'warning', found: message, remedy };
  }
}

async function space(name: string, folder: string): Promise<Check> {
  try {
    await mkdir(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const found = `${folder}, ${gigabytes(free)} free`;
    const isTight = free < 5e9;
    const remedy = isTight ? 'Free some space: results of a long film take several gigabytes.' : null;
    return { name, state: isTight ? 'warning' : 'ok', found, remedy };
  } catch (error) {
    const { message } = faultData(error);
    return {
      name,
      state: 'missing',
      found: message,
      remedy: 'Make the folder writable, or set ENTRACTE_HOME.',
    };
  }
}
