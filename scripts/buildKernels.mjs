// Compiles the number crunching of the rooms that have an assembly/ (AssemblyScript, WASM SIMD).
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const rooms = ['interpolation', 'analysis'];

const changedAt = async (file) => {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (error.code === 'ENOENT') {
      return -1;
    }
    throw error;
  }
};

async function newestSource(sources) {
  const names = (await readdir(sources)).filter((name) => name.endsWith('.ts'));
  const files = [...names.map((name) => path.join(sources, name)), fileURLToPath(import.meta.url)];
  return Math.max(...(await Promise.all(files.map(changedAt))));
}

/**
 * Writes dist/kernels/ROOM.wasm of each room unless it is newer than its sources.
 * Returns the file of `room`; throws with the compiler's messages when a source does not compile.
 */
export async function buildKernels({ force = false, room: wanted = 'interpolation' } = {}) {
  const files = await Promise.all(rooms.map((room) => buildRoom(room, force)));
  return files[rooms.indexOf(wanted)];
}

async function buildRoom(room, force) {
  const sources = path.join(root, 'electron', room, 'assembly');
  const target = path.join(root, 'dist', 'kernels', `${room}.wasm`);
  if (!force && (await changedAt(target)) > (await newestSource(sources))) {
    return target;
  }
  await mkdir(path.dirname(target), { recursive: true });
  const { default: asc } = await import('assemblyscript/asc');
  const partial = `${target}.${process.pid}`;
  const { error, stderr } = await asc.main([
    path.relative(root, path.join(sources, 'index.ts')).replaceAll('\\', '/'),
    '--baseDir',
    root,
    '--outFile',
    path.relative(root, partial).replaceAll('\\', '/'),
    '--runtime',
    'stub',
    '--use',
    'abort=',
    '--enable',
    'simd',
    '--optimizeLevel',
    '3',
    '--shrinkLevel',
    '0',
    '--converge',
    '--noAssert',
  ]);
  if (error !== null) {
    throw new Error(`The kernels of ${room} do not compile.\n${stderr.toString()}`);
  }
  // Two test runs may build at once: whoever is last replaces a whole file by a whole file.
  await rename(partial, target);
  return target;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.log(await buildKernels({ force: process.argv.includes('--force') }));
}
