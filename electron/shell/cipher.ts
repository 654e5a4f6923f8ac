import { safeStorage } from 'electron';
import type { Cipher } from '../services/comfy.ts';

/** The system's own keychain; null where it has none, so that nothing is ever written down readably. */
export function systemCipher(): Cipher | null {
  if (!safeStorage.isEncryptionAvailable()) {
    return null;
  }
  return {
    encrypt: (text) => safeStorage.encryptString(text).toString('base64'),
    decrypt: (text) => safeStorage.decryptString(Buffer.from(text, 'base64')),
  };
}
