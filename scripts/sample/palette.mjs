/** The inks at the first frame: dusty blue, lilac and rose. */
export const dawn = {
  sky: ['#4c6c90', '#8496b0', '#c9a9b2', '#f0bea2', '#f8d9b0'],
  sun: '#fff0cf',
  halo: '#ffc98f',
  cloudLight: '#f7d3bd',
  cloudShade: '#9d93ae',
  streak: '#e9b9ae',
  peak: '#8d8bad',
  peakLight: '#c3a3b3',
  peakShade: '#6b7199',
  mist: '#e2bfb8',
  forest: '#5d7b8e',
  forestLight: '#86949c',
  forestShade: '#3f5d76',
  valleyMist: '#b9b4b4',
  fields: ['#7f9480', '#a79f7c', '#66857f', '#938f86', '#5a7a78', '#b3a08a'],
  furrow: '#4b6b70',
  hedge: '#36565f',
  tree: '#3a5c62',
  treeLight: '#7d9080',
  wall: '#d9bdb0',
  roof: '#a4586a',
  stone: '#b08f92',
  stoneLight: '#dbb4a6',
  stoneShade: '#6f667f',
  stoneDeep: '#4d4d6b',
  water: '#6783a8',
  glint: '#fbdcc0',
  ripple: '#3a5a80',
  bank: '#27455a',
  bankLight: '#4c6b70',
  bankShade: '#183044',
  flower: '#e88f86',
  flowerPale: '#f4d9c4',
  smoke: '#f1dcd6',
  smokeShade: '#9a93aa',
  engine: '#23384e',
  engineLight: '#4d6a80',
  red: '#b8474f',
  brass: '#e0b27e',
  cream: '#ecd6bd',
  teal: '#2f6f7d',
  ochre: '#c58d54',
  iron: '#1c2a3c',
  window: '#fbe2ae',
};

/** The inks at the last frame: straw, apricot and sage under a pale green-blue sky. */
export const gold = {
  sky: ['#6fa3a6', '#a8c0ad', '#e6d4a0', '#f9d285', '#fde0a0'],
  sun: '#fffbe4',
  halo: '#ffd879',
  cloudLight: '#fff0cf',
  cloudShade: '#d3ab8c',
  streak: '#fbe0a8',
  peak: '#b3a093',
  peakLight: '#f0c48c',
  peakShade: '#857f8a',
  mist: '#f6dba6',
  forest: '#7d9179',
  forestLight: '#b3ab76',
  forestShade: '#56756a',
  valleyMist: '#dccb98',
  fields: ['#a9ad5f', '#dfb957', '#86a066', '#cfa35c', '#74945f', '#ebcb78'],
  furrow: '#7f8350',
  hedge: '#4a6b4c',
  tree: '#4b6f4f',
  treeLight: '#b2ae58',
  wall: '#f8e4bd',
  roof: '#cb6b4b',
  stone: '#cfa57f',
  stoneLight: '#f6d09a',
  stoneShade: '#8d7468',
  stoneDeep: '#655a5c',
  water: '#74aca6',
  glint: '#fff3c6',
  ripple: '#3f7f82',
  bank: '#3b5540',
  bankLight: '#8a8f4a',
  bankShade: '#233a34',
  flower: '#ee7f55',
  flowerPale: '#fff0c2',
  smoke: '#fff4dc',
  smokeShade: '#cbb196',
  engine: '#2c463f',
  engineLight: '#6f8a6a',
  red: '#cd4f3d',
  brass: '#f6c763',
  cream: '#fbe8c0',
  teal: '#2f8079',
  ochre: '#dd9a43',
  iron: '#25302f',
  window: '#fff2b8',
};

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

function mixInk(from, to, warmth) {
  const target = channels(to);
  const mixed = channels(from).map((value, i) => Math.round(value + (target[i] - value) * warmth));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** All inks between dawn (warmth 0) and gold (warmth 1). */
export function inksAt(warmth) {
  return Object.fromEntries(
    Object.entries(dawn).map(([name, ink]) => [
      name,
      Array.isArray(ink)
        ? ink.map((one, i) => mixInk(one, gold[name][i], warmth))
        : mixInk(ink, gold[name], warmth),
    ]),
  );
}

/** An ink with an opacity in [0, 1]: `#rrggbbaa`. */
export const veil = (ink, opacity) =>
  ink +
  Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0');
