import type { View } from './view.ts';

export function looksSame(a: View, b: View): boolean {
  return a === b;
}
