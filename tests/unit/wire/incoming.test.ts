import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Incoming } from '../../../electron/wire/incoming';

test('a line ends with CRLF or a bare LF, wherever the stream was split', () => {
  const incoming = new Incoming();
  for (const piece of ['+O', 'K one\r', '\ntwo\n', '\r\n', 'three']) incoming.push(Buffer.from(piece));
  expect([1, 2, 3, 4].map(() => incoming.line()?.toString() ?? null)).toEqual(['+OK one', 'two', '', null]);
  expect(incoming.octets).toBe(5);
  incoming.push(Buffer.from('\r'));
  expect(incoming.line()).toBeNull();
  incoming.push(Buffer.from('\n'));
  expect(incoming.line()?.toString()).toBe('three');
});

test('what is put back comes first', () => {
  const incoming = new Incoming();
  incoming.push(Buffer.from('bc'));
  expect(incoming.line()).toBeNull();
  incoming.unread(Buffer.from('a\n'));
  expect(incoming.octets).toBe(4);
  expect(incoming.line()?.toString()).toBe('a');
  expect(incoming.some()?.toString()).toBe('bc');
  expect(incoming.some()).toBeNull();
});

test('lines and pieces, read in any order, are the stream', () => {
  const piece = fc.stringMatching(/^[ab\r\n]{1,6}$/).map((text) => Buffer.from(text));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.boolean(), { maxLength: 60 }), (pieces, reads) => {
      const incoming = new Incoming();
      const stream = Buffer.concat(pieces).toString();
      for (const one of pieces) incoming.push(one);
      let read = '';
      for (const wantsLine of reads) {
        const before = incoming.octets;
        const got = wantsLine ? incoming.line() : incoming.some();
        if (got === null) continue;
        const octets = before - incoming.octets;
        expect(stream.slice(read.length, read.length + octets).replace(wantsLine ? /\r?\n$/ : '', '')).toBe(
          got.toString(),
        );
        read += stream.slice(read.length, read.length + octets);
      }
      expect(Buffer.concat(incoming.all()).toString()).toBe(stream.slice(read.length));
      expect(incoming.octets).toBe(0);
    }),
  );
});
