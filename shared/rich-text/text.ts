import type { Block, Inline, RichDocument } from './schema';

/** The words of a document as a person would have typed them without formatting; lines end with `\n`. */
export const textOf = ({ content }: Pick<RichDocument, 'content'>): string => blocksText(content);

/** The line above a signature ends with a blank, and by that programs know it (RFC 3676 §4.3). */
export const signatureText = (signature: string): string => `-- \n${signature}`;

/** Each line one level deeper in the quote. An already quoted line takes its mark without a blank (RFC 3676 §4.5). */
export function quotedLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' || line.startsWith('>') ? `>${line}` : `> ${line}`))
    .join('\n');
}

function blocksText(blocks: readonly Block[]): string {
  let text = '';
  blocks.forEach((block, at) => {
    const before = blocks[at - 1];
    if (before) text += separator(before, block, text);
    text += blockText(block);
  });
  return text;
}

function separator(before: Block, block: Block, text: string): string {
  // What says who wrote the quote stands right above it.
  if (block.type === 'blockquote' && text.endsWith(':')) return '\n';
  // A list inside an item belongs to the words above it.
  const isList = (one: Block) => one.type === 'bullet_list' || one.type === 'ordered_list';
  return before.type === 'list_item' || (isList(block) && before.type === 'paragraph') ? '\n' : '\n\n';
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return inlineText(block.content ?? []);
    case 'blockquote':
      return quotedLines(blocksText(block.content));
    case 'signature':
      return signatureText(blocksText(block.content));
    case 'bullet_list':
      return listText(block.content, () => '- ');
    case 'ordered_list':
      return listText(block.content, (at) => `${block.attrs.order + at}. `);
    case 'list_item':
      return blocksText(block.content);
  }
}

function listText(items: readonly Block[], mark: (at: number) => string): string {
  return items
    .map((item, at) => {
      const bullet = mark(at);
      return bullet + blockText(item).replaceAll('\n', `\n${' '.repeat(bullet.length)}`);
    })
    .join('\n');
}

function inlineText(pieces: readonly Inline[]): string {
  return pieces
    .map((piece, at) => {
      const next = pieces[at + 1];
      const href = hrefOf(piece);
      const words =
        piece.type === 'text'
          ? piece.text
          : piece.type === 'hard_break'
            ? '\n'
            : piece.attrs.alt && `[${piece.attrs.alt}]`;
      // A link may be in several pieces, of which one is bold: its address comes once, after the last.
      if (href === null || (next && hrefOf(next) === href)) return words;
      return linkText(pieces, at, href).includes(href.replace(/^(mailto:|https?:\/\/)/i, '').replace(/\/$/, ''))
        ? words
        : `${words} <${href}>`;
    })
    .join('');
}

const hrefOf = ({ marks = [] }: Inline): string | null => {
  const link = marks.find((mark) => mark.type === 'link');
  return link?.type === 'link' ? link.attrs.href : null;
};

/** What is to be read of the link that ends here. */
function linkText(pieces: readonly Inline[], end: number, href: string): string {
  let text = '';
  for (let at = end; at >= 0; at--) {
    const piece = pieces[at];
    if (!piece || hrefOf(piece) !== href) break;
    if (piece.type === 'text') text = piece.text + text;
  }
  return text;
}
