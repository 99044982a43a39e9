import { describe, expect, test } from 'vitest';
import { documentOf, signed, signedDocument, textOf } from '../../../shared/rich-text';

const reply = '\n\nOn Monday Bob wrote:\n> old\n>\n> -- \n> Bob';
const amy = 'Amy Chen\n陳怡君';

describe('the signature of a plain message', () => {
  test.each([
    ['a new message', '', false, '\n\n-- \nAmy Chen\n陳怡君'],
    ['an answer, below', reply, false, `${reply}\n\n-- \n${amy}`],
    ['an answer, above', reply, true, `\n\n-- \n${amy}\n\nOn Monday Bob wrote:\n> old\n>\n> -- \n> Bob`],
    [
      'a forwarded message',
      '\n\n---------- Forwarded message ----------\nFrom: x',
      true,
      `\n\n-- \n${amy}\n\n---------- Forwarded message ----------\nFrom: x`,
    ],
  ])('%s', (_name, text, first, expected) => {
    expect(signed(text, { before: '', signature: amy, first })).toBe(expected);
  });

  test.each([false, true])(
    'another sender takes the place of the first, above (%j) or below, and what is written stays',
    (first) => {
      const begun = signed(reply, { before: '', signature: amy, first }).replace(/^/, 'My words');
      const other = signed(begun, { before: amy, signature: 'Sales', first });
      expect(other).toBe(signed(reply, { before: '', signature: 'Sales', first }).replace(/^/, 'My words'));
      expect(signed(other, { before: 'Sales', signature: '', first: false })).not.toMatch(/^-- $/m);
    },
  );

  test('one that was changed by hand is somebody’s words, and stays', () => {
    expect(signed('words\n\n-- \nAmy, on holiday', { before: amy, signature: 'Sales', first: false })).toBe(
      'words\n\n-- \nAmy, on holiday\n\n-- \nSales',
    );
  });
});

describe('the signature of a formatted message', () => {
  test.each([false, true])('it stands as in plain text, above (%j) or below', (first) => {
    const signing = { before: '', signature: amy, first };
    expect(textOf(signedDocument(documentOf(reply), null, signing))).toBe(signed(reply, signing));
  });

  test('a formatted one keeps its formatting, and another takes its place', () => {
    const bold = {
      type: 'doc' as const,
      content: [
        {
          type: 'paragraph' as const,
          content: [{ type: 'text' as const, text: 'Amy', marks: [{ type: 'strong' as const }] }],
        },
      ],
    };
    const one = signedDocument(documentOf('Hello'), bold, { before: '', signature: 'Amy', first: false });
    expect(one.content.at(-1)).toEqual({ type: 'signature', content: bold.content });
    const other = signedDocument(one, null, { before: 'Amy', signature: 'Sales', first: false });
    expect(textOf(other)).toBe('Hello\n\n-- \nSales');
    expect(textOf(signedDocument(other, null, { before: 'Sales', signature: '', first: false }))).toBe('Hello');
  });
});

test('a signature above a quote is a signature and a quote again when plain text is made rich', () => {
  const text = signed(reply, { before: '', signature: amy, first: true });
  expect(documentOf(text).content.map(({ type }) => type)).toEqual([
    'paragraph',
    'signature',
    'paragraph',
    'blockquote',
  ]);
  expect(textOf(documentOf(text))).toBe(text);
});
