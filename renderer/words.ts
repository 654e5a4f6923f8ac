/** Numbers and labels as words of a sentence. */

export const count = (n: number, one: string, many: string) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** A label in the middle of a sentence. */
export const lower = (label: string) => `${label.charAt(0).toLowerCase()}${label.slice(1)}`;

export const duration = (seconds: number): string => {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 90) {
    return `${String(whole)} s`;
  }
  const minutes = Math.round(whole / 60);
  return minutes < 90 ? `${String(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
};

export const bytes = (n: number): string => {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, n)) / 3));
  const value = n / 1000 ** power;
  return `${power === 0 ? String(n) : value.toFixed(value < 10 ? 1 : 0)} ${units[power] ?? ''}`;
};
