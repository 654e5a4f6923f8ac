// The three import laws of docs/architecture.md, as one ESLint rule.
import path from 'node:path';

/** The rooms of electron/ from the ground up; those on one floor do not know each other. */
export const floors = [
  ['media', 'jobs', 'interpolation'],
  ['project', 'inference', 'captions'],
  ['generation', 'upscale', 'analysis'],
  ['engines', 'export'],
  ['http', 'film'],
  ['services'],
  ['router'],
  ['shell', 'serve'],
  ['cli'],
];

const floorOf = (room) => floors.findIndex((floor) => floor.includes(room));

/** Where a file lives: its wing and, inside electron/, its room. */
export function placeOf(file, root = process.cwd()) {
  const [wing, ...rest] = path.relative(root, file).split(path.sep);
  const room = rest[0]?.replace(/\.tsx?$/, '').replace(/\.test$/, '') ?? '';
  return { wing, room };
}

/** Why `from` may not import `to`, or null. */
export function lawAgainst(from, to) {
  if (from.wing === 'shared' && to.wing !== 'shared') {
    return 'shared/ imports nothing above it';
  }
  if (from.wing === 'renderer' && to.wing === 'electron') {
    return 'renderer/ and electron/ meet only in shared/';
  }
  if (from.wing === 'electron' && to.wing === 'renderer') {
    return 'electron/ and renderer/ meet only in shared/';
  }
  if (from.wing === 'electron' && to.wing === 'electron' && from.room !== to.room) {
    const [below, above] = [floorOf(to.room), floorOf(from.room)];
    if (below < 0 || above < 0) {
      return `room ${below < 0 ? to.room : from.room} has no floor: add it to scripts/rooms.mjs`;
    }
    if (below >= above) {
      return `room ${from.room} may only import rooms below it, and ${to.room} is not`;
    }
  }
  return null;
}

const forbidden = {
  shared: /^(node:|electron$|react|zustand)/,
  renderer: /^(node:|electron$)/,
};

const rule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const from = placeOf(context.filename, context.cwd);
    const check = (node) => {
      const target = node.source?.value;
      if (typeof target !== 'string') {
        return;
      }
      const isTest = /\.test\.tsx?$/.test(context.filename);
      if (!target.startsWith('.')) {
        if (!isTest && forbidden[from.wing]?.test(target)) {
          context.report({ node, message: `${from.wing}/ must not know ${target}` });
        }
        return;
      }
      const to = placeOf(path.resolve(path.dirname(context.filename), target), context.cwd);
      const law = isTest && from.wing === 'electron' && to.wing === 'electron' ? null : lawAgainst(from, to);
      if (law !== null) {
        context.report({ node, message: law });
      }
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

export const roomLaws = {
  files: ['shared/**/*.ts', 'renderer/**/*.{ts,tsx}', 'electron/**/*.ts'],
  plugins: { house: { rules: { rooms: rule } } },
  rules: { 'house/rooms': 'error' },
};
