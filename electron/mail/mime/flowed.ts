import PostalMime from 'postal-mime';

/** A line may take 78 characters at most (RFC 3676 §4.2); two less leave room for another mark of a quote. */
const longestLine = 76;
const signatureMark = '-- ';

/**
 * Text as it is sent with `format=flowed; delsp=no` (RFC 3676): paragraphs are broken after a blank, so that the reader's
 * program can join and break them anew. A line that begins with `>` is a quote, as deep as there are marks.
 * @returns lines that end with CRLF
 */
export function flow(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .flatMap((line) => {
      const marks = /^>*/.exec(line)?.[0] ?? '';
      const words = marks === '' ? line : line.slice(marks.length).replace(/^ /, '');
      // A blank at the end would join what is meant to be parted; the one of `-- ` is part of it.
      const kept = words === signatureMark ? words : words.replace(/ +$/, '');
      return broken(kept, longestLine - marks.length - 1).map((piece) => stuffed(marks, piece));
    })
    .join('\r\n');
}

/** What begins like a quote, a stuffed line, or a line of an mbox gets a blank in front (RFC 3676 §4.4). */
function stuffed(marks: string, piece: string): string {
  const needed = marks === '' ? /^( |>|From )/.test(piece) : piece !== '';
  return `${marks}${needed ? ' ' : ''}${piece}`;
}

function broken(line: string, width: number): string[] {
  if (line === signatureMark) return [line];
  const pieces: string[] = [];
  let piece = '';
  // A line of three characters would be taken for the mark of a signature.
  for (const word of line.match(/ *[^ ]+ */g) ?? []) {
    if (piece !== '' && piece !== signatureMark && piece.length + word.trimEnd().length > Math.max(width, 20)) {
      pieces.push(piece);
      piece = '';
    }
    piece += word;
  }
  return [...pieces, piece];
}

/**
 * Flowed text with its paragraphs whole (RFC 3676 §4.1–4.6); a quote keeps its marks, `>> ` in front of each line.
 * @param delSp whether the blank at the end of a soft line was put there only to break it
 */
export function unflow(text: string, delSp: boolean): string {
  const paragraphs: string[] = [];
  let open: { depth: number; text: string } | null = null;
  const shown = ({ depth, text: words }: { depth: number; text: string }) =>
    depth === 0 ? words : `${'>'.repeat(depth)}${words === '' ? '' : ` ${words}`}`;
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    const words = line.slice(depth).replace(/^ /, '');
    const soft = words.endsWith(' ') && words !== signatureMark;
    const piece = soft && delSp ? words.slice(0, -1) : words;
    // A quote that ends without a hard line is over all the same, and so is a paragraph before the signature.
    if (open && (open.depth !== depth || words === signatureMark)) {
      paragraphs.push(shown(open));
      open = null;
    }
    const whole: { depth: number; text: string } = { depth, text: (open?.text ?? '') + piece };
    if (soft) open = whole;
    else {
      paragraphs.push(shown(whole));
      open = null;
    }
  }
  if (open) paragraphs.push(shown(open));
  return paragraphs.join('\n');
}

/** The parser joins the lines of a quote with the marks in them; where that is so, every part in this thread is joined by `unflow`. */
export function mendFlowedText(): void {
  const root: unknown = Reflect.get(new PostalMime(), 'root');
  const part: unknown = typeof root === 'object' && root !== null ? Object.getPrototypeOf(root) : null;
  if (typeof part === 'object' && part !== null && 'decodeFlowedText' in part) part.decodeFlowedText = unflow;
}
