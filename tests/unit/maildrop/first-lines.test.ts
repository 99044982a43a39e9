import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirstLines } from '../../../electron/mail/pop3/first-lines';

const take = (most: number, ...chunks: string[]) => {
  const lines = new FirstLines(most);
  for (const chunk of chunks) lines.push(Buffer.from(chunk));
  return lines.end();
};

describe('the first lines of an answer', () => {
  it('are all of a short one', () => {
    expect(take(3)).toEqual({ lines: [], more: 0 });
    expect(take(3, 'a\r\nb\r\n')).toEqual({ lines: ['a', 'b'], more: 0 });
    expect(take(3, 'a\r', '\nb')).toEqual({ lines: ['a', 'b'], more: 0 });
    expect(take(3, '\r\n\r\n')).toEqual({ lines: ['', ''], more: 0 });
  });

  it('are so many of a long one, and the others are counted', () => {
    expect(take(2, 'a\r\nb\r\nc\r\nd')).toEqual({ lines: ['a', 'b'], more: 2 });
    expect(take(2, 'a\r\n', 'b\r\n', 'c\r\n')).toEqual({ lines: ['a', 'b'], more: 1 });
  });

  it('take no more room than that, however long a line is', () => {
    const { lines, more } = take(2, `${'x'.repeat(300_000)}\r\n`, 'y\r\n', 'z\r\n');
    expect(lines.join('').length).toBeLessThanOrEqual(262_144);
    expect(lines.length + more).toBe(3);
  });

  it('do not depend on how the answer was cut on its way', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '.') }), { maxLength: 12 }),
        fc.array(fc.nat(40), { maxLength: 6 }),
        fc.integer({ min: 1, max: 6 }),
        (lines, cuts, most) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
          const first = new FirstLines(most);
          let from = 0;
          for (const to of [...cuts.sort((a, b) => a - b), bytes.length]) {
            first.push(bytes.subarray(from, Math.max(from, to)));
            from = Math.max(from, Math.min(to, bytes.length));
          }
          expect(first.end()).toEqual({ lines: lines.slice(0, most), more: Math.max(0, lines.length - most) });
        },
      ),
    );
  });
});
