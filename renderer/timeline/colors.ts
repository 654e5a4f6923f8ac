const names = [
  'backdrop',
  'panel',
  'raised',
  'hover',
  'line',
  'edge',
  'text',
  'dim',
  'faint',
  'accent',
  'accent-soft',
  'accent-line',
  'done',
  'queued',
  'stale',
  'failed',
] as const;

export type Colors = Readonly<Record<(typeof names)[number], string>>;

/** The theme's colours for canvases, read from the page once a theme. */
export function readColors(): Colors {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as Colors;
}

/** How much larger than 16 px the page's type is: canvases follow it. */
export function readUnit(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}
