// The terminal from a checkout: builds once, then runs the same program as the package does.
import { buildNode, isBuilt } from './build.mjs';
import { buildKernels } from './buildKernels.mjs';

if (!isBuilt()) {
  await Promise.all([buildNode(), buildKernels()]);
}
await import('../dist/node/cli.js');
