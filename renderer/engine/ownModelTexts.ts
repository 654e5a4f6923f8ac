/** Texts of the person's own interpolation models; a part of renderer/texts.ts. */
export const ownModelTexts = {
  title: 'Your own models',
  note: 'Interpolation networks as ONNX files: RIFE and its kin. Each is an engine.',
  loading: 'Looking for your models…',
  none: 'None yet. Add an ONNX file: two pictures go in, one between them comes out.',
  add: 'Add a file…',
  trying: (name: string) => `Trying ${name}: what it takes, whether it moves things, how long a frame takes…`,
  stop: 'Stop',
  again: 'Try again',
  use: 'Use',
  inUse: 'In use',
  removing: (name: string) => `Remove ${name}`,
  pace: (seconds: number, device: string) =>
    `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0)} s a frame of 640 × 360 on ${device}`,
  size: (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`,
};
