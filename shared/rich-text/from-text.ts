import type { Block, Inline, RichDocument } from './schema';

/** A document that says what this text says: blank lines part paragraphs, `>` makes quotes, `-- ` begins the signature. */
export function documentOf(text: string): RichDocument {
  const content = blocksOf(text.replace(/\r\n?/g, '\n').split('\n'));
  return { type: 'doc', content: content.length > 0 ? content : [{ type: 'paragraph' }] };
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const quoted = lines[at]?.startsWith('>') === true;
    let end = at;
    while (end < lines.length && lines[end]?.startsWith('>') === quoted && (quoted || lines[end] !== '-- ')) end++;
    const run = lines.slice(at, end);
    if (quoted) blocks.push({ type: 'blockquote', content: blocksOf(run.map((line) => line.replace(/^> ?/, ''))) });
    else blocks.push(...paragraphsOf(run, at > 0, end < lines.length));
    if (lines[end] === '-- ' && !quoted) {
      const words = blocksOf(lines.slice(end + 1));
      return [...blocks, { type: 'signature', content: words.length > 0 ? words : [{ type: 'paragraph' }] }];
    }
    at = end;
  }
  return blocks;
}

/** One blank line parts a run from the quote before it, and from the quote or the signature behind it. */
function paragraphsOf(run: readonly string[], before: boolean, behind: boolean): Block[] {
  const begin = before && run[0] === '' ? 1 : 0;
  const end = behind && run.at(-1) === '' ? run.length - 1 : run.length;
  if (end <= begin) return [];
  return run
    .slice(begin, end)
    .join('\n')
    .split('\n\n')
    .map((paragraph): Block => {
      const content = inlineOf(paragraph);
      return content.length > 0 ? { type: 'paragraph', content } : { type: 'paragraph' };
    });
}

function inlineOf(paragraph: string): Inline[] {
  return paragraph
    .split('\n')
    .flatMap((line, at): Inline[] => [
      ...(at > 0 ? [{ type: 'hard_break' as const }] : []),
      ...(line === '' ? [] : [{ type: 'text' as const, text: line }]),
    ]);
}
