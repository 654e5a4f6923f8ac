/** Names Windows keeps for devices, with or without an extension. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** What the systems are called where a sentence names them. */
const systems: Readonly<Record<string, string>> = { win32: 'Windows', darwin: 'macOS', linux: 'Linux' };

const longest = 255;

/**
 * Why a system (Node's word for it: "win32", "darwin", "linux") would not take a file of this name, as one sentence that says
 * what to change; null where it does. `name` has no extension, `extension` no dot and is empty for a folder.
 */
export function nameFault(name: string, extension: string, platform: string): string | null {
  const system = systems[platform] ?? 'Linux';
  if (name.trim() === '') {
    return 'A film needs a name: write one.';
  }
  const refused = platform === 'win32' ? /[<>:"/\\|?*]/u : platform === 'darwin' ? /[/:]/u : /\//u;
  const found = refused.exec(name)?.[0];
  if (found !== undefined) {
    return `${system} allows no “${found}” in a name: take it out.`;
  }

  if (/[\u0000-\u001f\u007f]/u.test(name)) {
    return 'The name has a character in it that cannot be seen: write it again.';
  }
  if (name === '.' || name === '..') {
    return `“${name}” stands for a folder: choose another name.`;
  }
  if (platform === 'win32' && reserved.test(name)) {
    return `Windows keeps the name “${name.split('.')[0] ?? name}” for a device: choose another.`;
  }
  if (platform === 'win32' && extension === '' && /[. ]$/u.test(name)) {
    return 'Windows drops a full stop or a space at the end of a name: take it away.';
  }
  const whole = extension === '' ? name : `${name}.${extension}`;
  // Windows and HFS+ count UTF-16 units, the others bytes; the sidecar's ".json" comes on top.
  const length = (platform === 'win32' ? whole.length : bytesOf(whole)) + 5;
  return length > longest
    ? `The name is too long for ${system} by ${String(length - longest)} letters: shorten it.`
    : null;
}

/** A sentence where another system would not take the name, though this one does; null where all do. */
export function nameElsewhere(name: string, extension: string, platform: string): string | null {
  for (const other of ['win32', 'darwin', 'linux']) {
    const fault = other === platform ? null : nameFault(name, extension, other);
    if (fault !== null && nameFault(name, extension, platform) === null) {
      return fault;
    }
  }
  return null;
}

/** UTF-8 bytes of a text. */
const bytesOf = (text: string): number =>
  Array.from(text, (letter) => letter.codePointAt(0) ?? 0).reduce(
    (sum, code) => sum + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4),
    0,
  );

/** The name every system takes that is nearest to a film's: what stands in the dialog before anything is typed. */
export function fittingName(name: string): string {
  const plain = name
    .normalize('NFC')

    .replace(/[<>:"/\\|?*\u0000-\u001f\u007f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+/, '');
  const stem = Array.from(plain)
    .slice(0, 48)
    .join('')
    .replace(/[. ]+$/, '');
  if (stem === '') {
    return 'Untitled';
  }
  return reserved.test(stem) ? `_${stem}` : stem;
}
