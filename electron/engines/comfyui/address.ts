import type { ComfyServer } from '../../../shared/engines/comfyui.ts';
import { Fault } from '../../../shared/fault.ts';

/** A server that may be spoken to. The token lives in `headers` alone: never in a URL, a label or a message. */
export interface Address {
  /** "http://127.0.0.1:8188", without a slash at its end; what people and logs are shown. */
  readonly label: string;
  readonly http: (path: string) => string;
  readonly socket: (clientId: string) => string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Checks an address before anything is sent. Faults: `comfyui-address` (not an http address, or with credentials in
 * it), `comfyui-remote` (not this machine and not allowed), `comfyui-plain-token` (a token over http to elsewhere).
 */
export function addressOf(server: ComfyServer, token: string | null): Address {
  const url = URL.canParse(server.url.trim()) ? new URL(server.url.trim()) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new Fault(
      'comfyui-address',
      'The address of the ComfyUI server is not an http or https address.',
      'Write it like http://127.0.0.1:8188.',
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new Fault(
      'comfyui-address',
      'The address of the ComfyUI server carries a name, a password or a query, and addresses are shown and logged.',
      'Write the address alone and put the token into its own field.',
    );
  }
  const label = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  const local = isLoopback(url.hostname);
  if (!local && !server.allowRemote) {
    throw new Fault(
      'comfyui-remote',
      `${label} is not this machine: your pictures and prompts would be sent there.`,
      'Say yes to this address in the settings of the engine if that is what you want.',
    );
  }
  if (token !== null && url.protocol === 'http:' && !local) {
    throw new Fault(
      'comfyui-plain-token',
      `The token for ${label} would travel unencrypted.`,
      'Use an https address, or a tunnel that ends on this machine.',
    );
  }
  return {
    label,
    http: (path) => `${label}${path}`,
    socket: (clientId) => `${label.replace(/^http/, 'ws')}/ws?clientId=${encodeURIComponent(clientId)}`,
    headers: token === null ? {} : { Authorization: `Bearer ${token}` },
  };
}

/** localhost, 127.0.0.0/8 and ::1; `URL` has already normalised other spellings of them. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
