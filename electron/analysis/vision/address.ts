import { Fault } from '../../../shared/fault.ts';

/** An endpoint that may be spoken to. The key lives in its own header alone: never in a URL, a label or a message. */
export interface Address {
  /** "http://127.0.0.1:11434/v1", without a slash at its end; what people, logs and caches are shown. */
  readonly label: string;
  /** It is this machine. */
  readonly local: boolean;
  readonly key: string | null;
}

/**
 * Checks an address before anything is sent. Faults: `vision-address` (none, not http, or with credentials or a query),
 * `vision-remote` (not this machine and not allowed), `vision-plain-key` (a key over http to elsewhere).
 */
export function addressOf(wanted: { url: string; allowRemote: boolean }, key: string | null): Address {
  const text = wanted.url.trim();
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new Fault(
      'vision-address',
      text === ''
        ? 'No vision model is set up.'
        : 'The address of the vision model is not an http or https address.',
      'Write it like http://127.0.0.1:11434/v1.',
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new Fault(
      'vision-address',
      'The address of the vision model carries a name, a password or a query, and addresses are shown and logged.',
      'Write the address alone and put the key into its own field.',
    );
  }
  const label = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  const local = isLoopback(url.hostname);
  if (!local && !wanted.allowRemote) {
    throw new Fault(
      'vision-remote',
      `${label} is not this machine: your pictures would be sent there.`,
      'Say yes to this address in the settings of the vision model if that is what you want.',
    );
  }
  if (key !== null && url.protocol === 'http:' && !local) {
    throw new Fault(
      'vision-plain-key',
      `The key for ${label} would travel unencrypted.`,
      'Use an https address, or a tunnel that ends on this machine.',
    );
  }
  return { label, local, key };
}

/** localhost, 127.0.0.0/8 and ::1; `URL` has already normalised other spellings of them. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
