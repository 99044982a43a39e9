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
      at = signatureEnd(lines, end + 1);
      const words = blocksOf(lines.slice(end + 1, at));
      blocks.push({ type: 'signature', content: words.length > 0 ? words : [{ type: 'paragraph' }] });
      if (lines[at] === '') at += 1;
      continue;
    }
    at = end;
  }
  return blocks;
}

/** A signature goes to the end, or to the blank line above what is quoted below it. */
function signatureEnd(lines: readonly string[], from: number): number {
  const quote = lines.findIndex((line, at) => at >= from && line.startsWith('>'));
  const blank = lines.lastIndexOf('', quote);
  if (quote < 0) return lines.length;
  return blank < from ? quote : blank;
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
