import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../electron/mail/mime';
import { flow, unflow } from '../../../electron/mail/mime/flowed';

const long =
  'The quick brown fox jumps over the lazy dog and then goes home again, since it is late and the dog sleeps.';

describe('writing (RFC 3676)', () => {
  test('a paragraph is broken after a blank, within 78 characters, and the last line is hard', () => {
    const lines = flow(long).split('\r\n');
    expect(lines.length).toBe(2);
    expect(lines[0]).toMatch(/ $/);
    expect(lines.at(-1)).not.toMatch(/ $/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
  });

  test('each line of a broken quote has its marks', () => {
    const lines = flow(`>> ${long}`).split('\r\n');
    expect(lines.every((line) => line.startsWith('>> '))).toBe(true);
    expect(lines[0]).toMatch(/ $/);
  });

  test.each([
    [' two', '  two'],
    ['From here', ' From here'],
    ['> quoted', '> quoted'],
    ['blanks at the end   ', 'blanks at the end'],
    ['-- ', '-- '],
    ['> -- ', '> -- '],
    ['-- and words', '-- and words'],
    ['', ''],
    ['>', '>'],
    ['>quoted', '> quoted'],
  ])('%j is sent as %j', (text, sent) => expect(flow(text)).toBe(sent));

  test('what has no blanks stays whole', () => {
    const text = '郵件'.repeat(200);
    expect(flow(text)).toBe(text);
  });
});

describe('reading (RFC 3676)', () => {
  test.each([
    ['one \r\ntwo\r\nthree', 'one two\nthree'],
    ['> one \r\n> two\r\n>> three \r\n>> four\r\nfive', '> one two\n>> three four\nfive'],
    ['> one \r\nmine', '> one \nmine'],
    ['words \r\n-- \r\nAmy', 'words \n-- \nAmy'],
    ['  stuffed', ' stuffed'],
    ['> \r\n> x', '>\n> x'],
  ])('%j is read as %j', (sent, text) => expect(unflow(sent, false)).toBe(text));

  test('with DelSp the blank before the break is no part of the words', () => {
    expect(unflow('郵 \r\n件', true)).toBe('郵件');
  });

  test('whatever is written is read as it was, but for blanks at the ends of lines', () => {
    const word = fc.constantFrom(
      'a',
      '>',
      '--',
      '-- ',
      'From ',
      ' ',
      '郵件',
      'x'.repeat(90),
      '\n',
      '\n>',
      '\n>> ',
      '\n\n',
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const lines = words.join(' ').split('\n');
        const kept = lines.map((line) => {
          const marks = /^>*/.exec(line)?.[0] ?? '';
          const rest = marks ? line.slice(marks.length).replace(/^ /, '') : line;
          const trimmed = rest === '-- ' ? rest : rest.replace(/ +$/, '');
          return marks && trimmed ? `${marks} ${trimmed}` : marks + trimmed;
        });
        expect(unflow(flow(lines.join('\n')), false)).toBe(kept.join('\n'));
      }),
    );
  });
});

test('a flowed message is parsed with its paragraphs whole and its quotes apart', async () => {
  const raw = [
    'From: a@x.test',
    'Content-Type: text/plain; charset=utf-8; format=flowed',
    '',
    'On Monday Bob wrote: ',
    '> a paragraph that was ',
    '> broken',
    '>> and an older ',
    '>> one',
    'My answer goes ',
    'on.',
  ].join('\r\n');
  const { text } = await parseMessage(Buffer.from(raw));
  expect(text?.trimEnd()).toBe(
    'On Monday Bob wrote: \n> a paragraph that was broken\n>> and an older one\nMy answer goes on.',
  );
});
