import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '../../../electron/mail/pop3/line-splitter';

function split(pieces: Buffer[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return lines;
}

test.each([
  ['CRLF and a bare LF', 'a\r\nb\nc\r\n', ['a', 'b', 'c']],
  ['a last line without an end', 'a\r\nb', ['a', 'b']],
  ['empty lines', '\r\n\n', ['', '']],
  ['a CR inside', 'a\rb\r\r\n', ['a\rb\r']],
  ['nothing', '', []],
])('%s', (_name, text, lines) => {
  expect(split([Buffer.from(text)])).toEqual(lines);
});

test('lines are the same wherever the stream is cut, also inside a character', () => {
  const text = fc.array(fc.constantFrom('\r', '\n', '\r\n', 'é', '郵', 'x', ' '), { maxLength: 60 });
  fc.assert(
    fc.property(text, fc.array(fc.nat({ max: 120 }), { maxLength: 8 }), (parts, cuts) => {
      const stream = Buffer.from(parts.join(''));
      const points = [0, ...cuts.map((cut) => Math.min(cut, stream.byteLength)).sort((a, b) => a - b)];
      const pieces = points.map((point, index) => stream.subarray(point, points[index + 1]));
      expect(split(pieces)).toEqual(split([stream]));
    }),
  );
});

test('says how much is open, so that a line without an end can be refused', () => {
  const splitter = new LineSplitter(() => {});
  splitter.push(Buffer.from('a\r\nbc'));
  splitter.push(Buffer.from('de'));
  expect(splitter).toMatchObject({ count: 1, octets: 3, open: 4 });
});
