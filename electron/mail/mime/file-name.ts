/** Names that Windows keeps for devices, with or without an extension. */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** Longest name, in octets of UTF-8, that every file system in use takes. */
const longest = 200;

/**
 * Makes a name that a stranger chose safe on every system: no path, no control or direction-changing character (which
 * can make `cod.exe` look like `exe.doc`), no device name, no leading dot, not too long.
 */
export function safeFileName(name: string, fallback: string): string {
  const cleaned = name
    .normalize('NFC')
    .replace(/^.*[/\\]/su, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"|?*]/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/gu, '');
  if (cleaned === '') return fallback;
  return shorten(reserved.test(cleaned) ? `_${cleaned}` : cleaned);
}

/** Cuts the stem and keeps the extension, which says what the file is. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= longest) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 20 ? name.slice(dot) : '';
  const characters = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(characters.join('') + extension) > longest) characters.pop();
  return characters.join('') + extension;
}
