/** What 0x80–0x9F mean in windows-1252 (WHATWG Encoding Standard, index-windows-1252); the gaps stay C1 controls. */
const upper = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * Some releases of Node 20 and 22 decode windows-1252 as if it were ISO 8859-1, which turns € and curly quotes into
 * control characters (nodejs/node#56542). Where that is so, the decoder that everybody in this thread uses is mended.
 */
export function mendTextDecoder(): void {
  const Native = globalThis.TextDecoder;
  if (new Native('windows-1252').decode(Uint8Array.of(0x80)) === '€') return;
  globalThis.TextDecoder = class extends Native {
    override decode(...input: Parameters<InstanceType<typeof Native>['decode']>): string {
      const text = super.decode(...input);
      if (this.encoding !== 'windows-1252') return text;
      return text.replace(/[\x80-\x9f]/g, (character) => upper[character.charCodeAt(0) - 0x80] ?? character);
    }
  };
}
