export interface FoundBrowser {
  readonly path: string;
  readonly from: string;
  readonly env: Readonly<Record<string, string>>;
}
export function findChromium(): Promise<FoundBrowser>;
