import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineEnds } from '../../../electron/mail/smtp/line-ends';

/** The same by taking the lines apart, which the program never does. */
function byLines(text: string, stuff: boolean): string {
  const lines = text.replace(/\r\n|\r|\n/g, '\r\n').split('\r\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => `${stuff && line.startsWith('.') ? '.' : ''}${line}\r\n`).join('');
}

function transformed(pieces: string[], stuff: boolean): string {
  const lines = new LineEnds(stuff);
  const all = pieces.map((piece) => lines.push(Buffer.from(piece, 'latin1')));
  return Buffer.concat([...all, lines.end()]).toString('latin1');
}

const octet = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('\r', '\n', '.', '\r\n', '\r\n.\r\n') },
  { weight: 2, arbitrary: fc.constantFrom('a', '\0', '\u00ff', ' ') },
);
const pieces = fc.array(
  fc.array(octet, { maxLength: 12 }).map((some) => some.join('')),
  { maxLength: 8 },
);

test.each([true, false])('over any split the octets are those of the lines (dots stuffed: %s)', (stuff) => {
  fc.assert(
    fc.property(pieces, (some) => {
      expect(transformed(some, stuff)).toBe(byLines(some.join(''), stuff));
    }),
    { numRuns: 5_000 },
  );
});

test('nothing in a message ends it, whatever a server takes for a line’s end', () => {
  fc.assert(
    fc.property(pieces, (some) => {
      const sent = transformed(some, true);
      expect(sent.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      expect(`\r\n${sent}`).not.toContain('\r\n.\r\n');
      expect(sent === '' || sent.endsWith('\r\n')).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  '\n.\r\n',
  '\n.\n',
  '\r.\r',
  '\r.\r\n',
  '\r\n.\n',
  '\r\n.\r',
  '\n.\r',
  '\r\r\n.\r\r\n',
  '\r\n\0.\r\n',
  '.\r\n',
  '.\n',
  '.',
])('%j smuggles no second message in', (end) => {
  const sent = transformed([`a${end}MAIL FROM:<evil@x.test>\r\n`], true);
  // A server that takes any of these for the end of a message must not find one.
  expect(`\r\n${sent}`.split(/(?:\r\n|\r|\n)\.(?:\r\n|\r|\n)/)).toHaveLength(1);
});

test('a message that is as it should be is passed on without a copy', () => {
  const whole = Buffer.from('Subject: a\r\n\r\nbody\r\n');
  expect(new LineEnds(true).push(whole)).toBe(whole);
});
