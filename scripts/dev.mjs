// The editor, live: the screen and the program are built again on every change; reload the page to see it.
import { spawn } from 'node:child_process';
import { context } from 'esbuild';
import { build as vite } from 'vite';
import { nodeBuilds } from './build.mjs';
import { buildKernels } from './buildKernels.mjs';

let server = null;

/** The program again, with the same data. Its key is a new one, so that the printed address is to be opened again. */
function restart() {
  server?.kill();
  server = spawn(process.execPath, ['dist/node/cli.js', 'serve', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
}

const restarting = {
  name: 'restart',
  setup(build) {
    build.onEnd(({ errors }) => {
      if (errors.length === 0) {
        restart();
      }
    });
  },
};

await buildKernels();
await vite({ build: { watch: {} } });
const [program, ...others] = nodeBuilds;
for (const options of others) {
  await (await context(options)).watch();
}
await (await context({ ...program, plugins: [...program.plugins, restarting] })).watch();
