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

/** Plain text as it was written; what is quoted steps back. */
export function TextBody({ text, lang }: { text: string; lang: string }) {
  const lines = text.replaceAll('\r\n', '\n').trimEnd().split('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="text-body" tabIndex={0} lang={lang || undefined}>
      <div>
        {lines.map((line, index) => {
          const depth = /^[> ]*>/.exec(line)?.[0].replaceAll(' ', '').length ?? 0;
          const content = withLinks(depth > 0 ? line.replace(/^[> ]*> ?/, '') : line);
          const key = `${index}`;
          if (depth === 0) {
            return (
              <Fragment key={key}>
                {content}
                {'\n'}
              </Fragment>
            );
          }
          return (
            <span key={key} className="quote" style={{ marginLeft: (depth - 1) * 12 }}>
              {content}
              {'\u200b'}
            </span>
          );
        })}
      </div>
    </div>
  );
}
