import type { ComfyConnection } from '../../shared/engines/comfyui.ts';
import type { FaultData } from '../../shared/fault.ts';

export type ServerTest =
  | { readonly state: 'none' }
  | { readonly state: 'asking' }
  | { readonly state: 'answered'; readonly answer: ComfyConnection }
  | { readonly state: 'failed'; readonly fault: FaultData };

/** A server as it is being written down; `token` is what was typed just now, never one that is kept. */
export interface ServerRow {
  readonly key: number;
  readonly url: string;
  readonly allowRemote: boolean;
  readonly token: string;
  readonly test: ServerTest;
}

export const untested: ServerTest = { state: 'none' };

/** The address as comfyui.test names it, under which a token is kept; null while it is no address. */
export function serverLabel(written: string): string | null {
  if (!URL.canParse(written.trim())) {
    return null;
  }
  const url = new URL(written.trim());
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Whether pictures would leave this machine: an address that is not its own loopback. */
export function isElsewhere(written: string): boolean {
  if (!URL.canParse(written.trim())) {
    return false;
  }
  const { hostname } = new URL(written.trim());
  return !(hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname));
}
