// Optional downloads (Electron, ffmpeg-static). Each has a time limit and a fallback; none fails the setup.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const unreachable = /(ENOTFOUND|ECONN\w+|ETIMEDOUT|EAI_AGAIN|fetch failed|status \d+)/;

const folderOf = (name) => path.dirname(require.resolve(`${name}/package.json`));

function download(name, isThere, script, fallback) {
  if (isThere()) {
    return true;
  }
  const run = spawnSync(process.execPath, [script], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 300_000,
    encoding: 'utf8',
  });
  if (run.status === 0 && isThere()) {
    console.log(`${name}: downloaded`);
    return true;
  }
  const reason = unreachable.exec(run.stderr ?? '')?.[0] ?? `exit ${run.status}`;
  console.log(`${name} cannot be had here (${reason}): ${fallback}.`);
  return false;
}

/** True when Electron's binary is there or could be had. */
export function setupElectron() {
  try {
    const folder = folderOf('electron');
    const isThere = () => existsSync(path.join(folder, 'path.txt'));
    return download(
      'Electron',
      isThere,
      path.join(folder, 'install.js'),
      'the browser shows the program instead',
    );
  } catch {
    return false;
  }
}

/** True when ffmpeg-static's binary is there or could be had. */
export function setupFfmpeg() {
  try {
    const isThere = () => existsSync(require('ffmpeg-static'));
    const script = path.join(folderOf('ffmpeg-static'), 'install.js');
    return download('ffmpeg-static', isThere, script, 'another ffmpeg is used');
  } catch {
    return false;
  }
}
