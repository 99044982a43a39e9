import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DotReader } from '../../../electron/mail/pop3/dot-reader';

/** Reads a stream that arrives in these pieces. */
function read(pieces: Buffer[]): { content: Buffer; rest: Buffer | null; octets: number } {
  const reader = new DotReader();
  const content: Buffer[] = [];
  let rest: Buffer | null = null;
  for (const piece of pieces) {
    if (rest) rest = Buffer.concat([rest, piece]);
    else rest = reader.push(piece, (slice) => content.push(Buffer.from(slice)));
  }
  return { content: Buffer.concat(content), rest, octets: reader.octets };
}

const text = (pieces: string[]) => {
  const { content, rest } = read(pieces.map((piece) => Buffer.from(piece, 'latin1')));
  return { content: content.toString('latin1'), rest: rest?.toString('latin1') ?? null };
};

test.each([
  ['a whole answer', ['Hello\r\n.\r\n'], 'Hello\r\n', ''],
  ['an empty one', ['.\r\n'], '', ''],
  ['stuffed dots', ['..\r\n...\r\n..a\r\n.\r\n'], '.\r\n..\r\n.a\r\n', ''],
  ['an end split before LF', ['a\r\n.\r', '\n'], 'a\r\n', ''],
  ['an end split before CR', ['a\r\n.', '\r\n'], 'a\r\n', ''],
  ['an end split before the dot', ['a\r\n', '.\r\n'], 'a\r\n', ''],
  ['an end split inside CRLF', ['a\r', '\n.\r\n'], 'a\r\n', ''],
  ['an end in single octets', ['a', '\r', '\n', '.', '\r', '\n'], 'a\r\n', ''],
  [
    'a chunk that looks like the end and is not',
    ['A sentence', '.\r\n', 'goes on\r\n.\r\n'],
    'A sentence.\r\ngoes on\r\n',
    '',
  ],
  ['what follows', ['a\r\n.\r\n+OK next'], 'a\r\n', '+OK next'],
  ['a dot, CR and no LF', ['.\rX\r\n.\r\n'], '\rX\r\n', ''],
  ['lone CR and LF', ['a\rb\nc\n.\n\r\n.\r\n'], 'a\rb\nc\n.\n\r\n', ''],
  ['CR CR LF dot', ['a\r\r\n.\r\n'], 'a\r\r\n', ''],
  ['eight bits and NUL', ['\xff\0\xe9\r\n.\r\n'], '\xff\0\xe9\r\n', ''],
])('%s', (_name, pieces, content, rest) => {
  expect(text(pieces)).toEqual({ content, rest });
});

test('an answer that has not ended says so', () => {
  expect(text(['a\r\n.'])).toEqual({ content: 'a\r\n', rest: null });
});

/** Content as it goes over the wire: a dot before each line that begins with one, and the end behind it. */
function stuff(content: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let at = 0; at < content.byteLength; ) {
    if (content[at] === 0x2e) {
      pieces.push(content.subarray(start, at), Buffer.from('.'));
      start = at;
    }
    const end = content.indexOf('\r\n', at);
    if (end < 0) break;
    at = end + 2;
  }
  pieces.push(content.subarray(start));
  const endsWithLine = content.byteLength === 0 || content.subarray(-2).equals(Buffer.from('\r\n'));
  if (!endsWithLine) pieces.push(Buffer.from('\r\n'));
  return Buffer.concat([...pieces, Buffer.from('.\r\n')]);
}

/** Octets among which the marks of the protocol are frequent. */
const octets = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(0x0d, 0x0a, 0x2e) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
    ),
    {
      maxLength: 200,
    },
  )
  .map((values) => Buffer.from(values));

test('any bytes, stuffed and split anywhere, arrive as they were and are counted', () => {
  fc.assert(
    fc.property(octets, fc.array(fc.nat({ max: 220 }), { maxLength: 12 }), (body, cuts) => {
      const content = Buffer.concat([body, Buffer.from('\r\n')]);
      const stream = Buffer.concat([stuff(content), Buffer.from('+OK')]);
      const points = [
        0,
        ...cuts.map((cut) => Math.min(cut, stream.byteLength)).sort((a, b) => a - b),
        stream.byteLength,
      ];
      const pieces = points.slice(1).map((point, index) => stream.subarray(points[index], point));
      const { content: arrived, rest, octets: counted } = read(pieces);
      expect(arrived.equals(content)).toBe(true);
      expect(counted).toBe(content.byteLength);
      expect(rest?.toString()).toBe('+OK');
    }),
    { numRuns: 2_000 },
  );
});
