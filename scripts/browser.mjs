// Finds a Chromium: $CHROMIUM_PATH, Playwright's own, the system's, then the one packed in @sparticuz/chromium.
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const systemPlaces = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:/Program Files/Google/Chrome/Application/chrome.exe',
    'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
  ],
};

const runs = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const fontsConf = (dir) => `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>${dir}/fonts/fonts</dir><cachedir>${dir}/fontcache</cachedir></fontconfig>`;

/** Unpacks the packed browser once into node_modules/.cache, in a folder of its own that is then renamed. */
function packedChromium() {
  const manifest = path.join(root, 'node_modules/@sparticuz/chromium/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const dir = path.join(root, 'node_modules/.cache/chromium', version);
  const executable = path.join(dir, 'chromium');
  if (!runs(executable)) {
    const temporary = `${dir}.${process.pid}`;
    mkdirSync(temporary, { recursive: true });
    const unpack = "const { default: c } = await import('@sparticuz/chromium'); await c.executablePath();";
    execFileSync(process.execPath, ['--input-type=module', '-e', unpack], {
      cwd: root,
      // Its libraries are only unpacked where it believes to be on AWS Lambda.
      env: { ...process.env, TMPDIR: temporary, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    });
    writeFileSync(path.join(temporary, 'fonts.conf'), fontsConf(dir));
    try {
      renameSync(temporary, dir);
    } catch {
      rmSync(temporary, { recursive: true, force: true });
    }
  }
  const env = { FONTCONFIG_FILE: path.join(dir, 'fonts.conf') };
  if (!existsSync('/usr/lib/x86_64-linux-gnu/libnss3.so')) {
    env.LD_LIBRARY_PATH = path.join(dir, 'al2023/lib');
  }
  return { path: executable, from: '@sparticuz/chromium', env };
}

/** { path, from, env }: `env` is what the browser's process needs beside ours. */
export async function findChromium() {
  if (process.env.CHROMIUM_PATH) {
    return { path: process.env.CHROMIUM_PATH, from: 'CHROMIUM_PATH', env: {} };
  }
  const { chromium } = await import('playwright');
  const own = chromium.executablePath();
  if (own && runs(own)) {
    return { path: own, from: 'Playwright', env: {} };
  }
  const system = (systemPlaces[process.platform] ?? []).find(runs);
  if (system !== undefined) {
    return { path: system, from: 'the system', env: {} };
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    return packedChromium();
  }
  throw new Error('No Chromium found: set CHROMIUM_PATH or run "npx playwright install chromium".');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await findChromium());
}
