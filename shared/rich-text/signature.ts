import { documentOf } from './from-text';
import type { Block, RichDocument } from './schema';
import { signatureText, textOf } from './text';

export interface Signing {
  /** The signature that is there now and is to go, without its mark; empty: none. */
  before: string;
  signature: string;
  /** Above what is quoted, rather than at the end. */
  first: boolean;
}

/** The text with this signature (RFC 3676 §4.3), in the place of the one before. */
export function signed(text: string, { before, signature, first }: Signing): string {
  const lines = withoutBlock(text.split('\n'), signatureText(before).split('\n'), before !== '');
  if (signature === '') return lines.join('\n');
  const at = first ? quoteStart(lines) : lines.length;
  const above = withoutBlankEnd(lines.slice(0, at));
  const below = lines.slice(at);
  const block = signatureText(signature).split('\n');
  return [...(above.length > 0 ? above : ['']), '', ...block, ...(below.length > 0 ? ['', ...below] : [])].join('\n');
}

/** The same for a formatted message. @param formatted the new signature, formatted; null: as it stands in `signing` */
export function signedDocument(
  document: RichDocument,
  formatted: RichDocument | null,
  { before, signature, first }: Signing,
): RichDocument {
  const isBefore = (block: Block) =>
    block.type === 'signature' && textOf({ content: [block] }) === signatureText(before);
  const content = document.content.filter((block) => !isBefore(block));
  if (signature === '') return { type: 'doc', content: content.length > 0 ? content : [{ type: 'paragraph' }] };
  const quote = content.findIndex(
    (block) => block.type === 'blockquote' || textOf({ content: [block] }).startsWith(forwardMark),
  );
  const says = (block: Block | undefined) => block !== undefined && textOf({ content: [block] }).endsWith(':');
  const at = !first || quote < 0 ? content.length : says(content[quote - 1]) ? quote - 1 : quote;
  const above = content.slice(0, at);
  const block: Block = { type: 'signature', content: (formatted ?? documentOf(signature)).content };
  return {
    type: 'doc',
    content: [...(above.length > 0 ? above : [{ type: 'paragraph' as const }]), block, ...content.slice(at)],
  };
}

/** What a forwarded message begins with here. */
export const forwardMark = '---------- Forwarded message ----------';

function withoutBlock(lines: string[], block: string[], wanted: boolean): string[] {
  if (!wanted) return lines;
  const at = lines.findIndex((_line, from) => block.every((line, offset) => lines[from + offset] === line));
  if (at < 0) return lines;
  const above = lines.slice(0, lines[at - 1] === '' ? at - 1 : at);
  const below = lines.slice(at + block.length);
  return [...above, ...below];
}

function withoutBlankEnd(lines: string[]): string[] {
  let end = lines.length;
  while (end > 0 && lines[end - 1] === '') end -= 1;
  return lines.slice(0, end);
}

/** Where what is quoted or forwarded begins, with the lines that say who wrote it; the end where nothing is. */
function quoteStart(lines: readonly string[]): number {
  const quote = lines.findIndex((line) => line.startsWith('>') || line === forwardMark);
  if (quote < 0) return lines.length;
  return lines.lastIndexOf('', quote) + 1;
}
