import { fileURLToPath } from 'node:url';

/** The program's own folder: dist/node/cli.js, and every part of it beside that, lies two below. */
export const programFolder = fileURLToPath(new URL('../..', import.meta.url));
