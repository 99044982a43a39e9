import { Fragment, type ReactNode } from 'react';

const link = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]|\bmailto:[^\s<>"']+/g;

function withLinks(line: string): ReactNode[] {
  const pieces: ReactNode[] = [];
  let end = 0;
  for (const match of line.matchAll(link)) {
    pieces.push(line.slice(end, match.index));
    pieces.push(
      <a key={match.index} href={match[0]} target="_blank" rel="noreferrer">
        {match[0]}
      </a>,
    );
    end = match.index + match[0].length;
  }
  pieces.push(line.slice(end));
  return pieces;
}

interface Quoted {
  depth: number;
  words: string;
}

/** The marks of a quote, with or without blanks between them, and what follows. */
function quotedLine(line: string): Quoted {
  const marks = /^[> ]*>/.exec(line)?.[0] ?? '';
  if (marks === '') return { depth: 0, words: line };
  return { depth: marks.replaceAll(' ', '').length, words: line.slice(marks.length).replace(/^ /, '') };
}

/** The lines of one depth and what is quoted in them deeper, as quotes in quotes. */
function shown(lines: readonly Quoted[], depth: number): ReactNode[] {
  const pieces: ReactNode[] = [];
  let at = 0;
  while (at < lines.length) {
    const key = `${at}`;
    const deeper = (lines[at]?.depth ?? 0) > depth;
    let end = at;
    while (end < lines.length && (lines[end]?.depth ?? 0) > depth === deeper) end++;
    const run = lines.slice(at, end);
    if (deeper) pieces.push(<blockquote key={key}>{shown(run, depth + 1)}</blockquote>);
    else {
      pieces.push(
        <Fragment key={key}>
          {run.map(({ words }, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are known by their place alone
            <Fragment key={line}>
              {withLinks(words)}
              {/* A block ends the line before it by itself. */}
              {line < run.length - 1 && '\n'}
            </Fragment>
          ))}
        </Fragment>,
      );
    }
    at = end;
  }
  return pieces;
}

/** Plain text as it was written; what is quoted stands in quotes, as deep as it was. */
export function TextBody({ text, lang }: { text: string; lang: string }) {
  const lines = text.replaceAll('\r\n', '\n').trimEnd().split('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="text-body" tabIndex={0} lang={lang || undefined}>
      <div>{shown(lines.map(quotedLine), 0)}</div>
    </div>
  );
}
