// The editor: in Electron where its binary is or can be had and there is a display, else in a browser.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { buildAll } from './build.mjs';
import { setupElectron, setupFfmpeg } from './setupBinaries.mjs';

const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const wantsBrowser = process.argv.includes('--browser');

await buildAll();
setupFfmpeg();

if (hasDisplay && !wantsBrowser && setupElectron()) {
  const electron = createRequire(import.meta.url)('electron');
  const child = spawn(electron, ['.'], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  if (!hasDisplay) {
    console.log('There is no display here: open the address below in a browser on this machine.');
  }
  const rest = process.argv.slice(2).filter((word) => word !== '--browser');
  process.argv.splice(2, process.argv.length, 'serve', ...(hasDisplay ? ['--open'] : []), ...rest);
  await import('../dist/node/cli.js');
}
