import type { Block, Inline, Mark, RichDocument } from './schema';

/**
 * The HTML that is sent: what the words mean and nothing about how they look, so that every reader's program shows them in a
 * way of its own.
 * @param sourceOf where an image is, `cid:…` in a message; null leaves it out
 */
export function mailHtmlOf(document: RichDocument, sourceOf: (sha256: string) => string | null): string {
  const body = document.content.map((block) => blockHtml(block, sourceOf)).join('\n');
  return `<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n${body}\n</body>\n</html>\n`;
}

/** The images that stand in the text, each once. */
export function imagesIn({ content }: Pick<RichDocument, 'content'>): Set<string> {
  const found = new Set<string>();
  const look = (piece: Block | Inline) => {
    if (piece.type === 'image') found.add(piece.attrs.sha256);
    else if ('content' in piece) for (const inner of piece.content ?? []) look(inner);
  };
  for (const block of content) look(block);
  return found;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

type SourceOf = (sha256: string) => string | null;

function blockHtml(block: Block, sourceOf: SourceOf): string {
  if (block.type === 'paragraph' || block.type === 'heading') {
    const tag = block.type === 'paragraph' ? 'p' : `h${block.attrs.level}`;
    // An empty paragraph would take no room.
    const words = (block.content ?? []).map((piece) => inlineHtml(piece, sourceOf)).join('') || '<br>';
    return `<${tag}>${words}</${tag}>`;
  }
  const inner = block.content.map((one) => blockHtml(one, sourceOf)).join('\n');
  switch (block.type) {
    case 'blockquote':
      return `<blockquote type="cite">\n${inner}\n</blockquote>`;
    case 'bullet_list':
      return `<ul>\n${inner}\n</ul>`;
    case 'ordered_list':
      return `<ol${block.attrs.order === 1 ? '' : ` start="${block.attrs.order}"`}>\n${inner}\n</ol>`;
    case 'list_item':
      return `<li>${inner}</li>`;
    case 'signature':
      return `<div>-- <br>\n${inner}\n</div>`;
  }
}

const tags = { strong: 'b', em: 'i', underline: 'u' } as const;

function inlineHtml(piece: Inline, sourceOf: SourceOf): string {
  return (piece.marks ?? []).reduceRight((html, mark) => markHtml(mark, html), bareHtml(piece, sourceOf));
}

function bareHtml(piece: Inline, sourceOf: SourceOf): string {
  if (piece.type === 'hard_break') return '<br>';
  // Blanks that HTML would run together were typed, and are kept.
  if (piece.type === 'text')
    return escaped(piece.text).replace(/ {2,}/g, (blanks) => `${'&nbsp;'.repeat(blanks.length - 1)} `);
  const source = sourceOf(piece.attrs.sha256);
  return source === null
    ? escaped(piece.attrs.alt)
    : `<img src="${escaped(source)}" alt="${escaped(piece.attrs.alt)}">`;
}

const markHtml = (mark: Mark, html: string): string =>
  mark.type === 'link'
    ? `<a href="${escaped(mark.attrs.href)}">${html}</a>`
    : `<${tags[mark.type]}>${html}</${tags[mark.type]}>`;
