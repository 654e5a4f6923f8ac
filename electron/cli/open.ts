import os from 'node:os';
import path from 'node:path';
import { foldersFor } from '../services/folders.ts';
import type { Services } from '../services/services.ts';
import { programFolder } from './programFolder.ts';
import type { Terminal } from './terminal.ts';

declare const ENTRACTE_VERSION: string;

/**
 * The same services as the window's, for a terminal: no dialogs. `cache` overrides where results are kept. They are read from the
 * disk here and not before, so that help and what is wrong with the words of a command are told at once.
 */
export async function openServices({ env, cwd }: Terminal, cache: string | null = null): Promise<Services> {
  const [{ createServices }, { openLog }, { forkedChild }] = await Promise.all([
    import('../services/services.ts'),
    import('../services/log.ts'),
    import('../inference/forkedChild.ts'),
  ]);
  const folders = foldersFor(env.ENTRACTE_HOME ?? null);
  return createServices({
    folders: cache === null ? folders : { ...folders, cache: path.resolve(cwd, cache) },
    built: path.join(programFolder, 'dist'),
    resources: path.join(programFolder, 'resources'),
    version: ENTRACTE_VERSION,
    ffmpeg: env.FFMPEG_PATH ?? null,
    searchPath: env.PATH ?? '',
    spawnChild: forkedChild,
    dialogs: null,
    cipher: null,
    token: env.ENTRACTE_COMFYUI_TOKEN ?? null,
    home: os.homedir(),
    log: openLog(folders.log),
  });
}
