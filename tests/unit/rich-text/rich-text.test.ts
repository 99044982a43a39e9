import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { type Block, documentOf, type Inline, imagesIn, mailHtmlOf, textOf } from '../../../shared/rich-text';
import { richDocument } from '../../../shared/rich-text/schema';

const text = (words: string, ...marks: NonNullable<Inline['marks']>): Inline => ({ type: 'text', text: words, marks });
const p = (...content: Inline[]): Block => ({ type: 'paragraph', content });
const item = (...content: Block[]): Block => ({ type: 'list_item', content });
const doc = (...content: Block[]) => ({ type: 'doc' as const, content });
const link = (href: string) => ({ type: 'link' as const, attrs: { href } });
const sha256 = 'ab'.repeat(32);

describe('the words of a document', () => {
  test('paragraphs, lists, quotes and the signature are as one types them', () => {
    const content = doc(
      p(text('Dear '), text('Bob', { type: 'strong' }), text(',')),
      p(text('one'), { type: 'hard_break' }, text('two')),
      {
        type: 'bullet_list',
        content: [
          item(p(text('a'))),
          item(p(text('b')), { type: 'ordered_list', attrs: { order: 3 }, content: [item(p(text('c')))] }),
        ],
      },
      p(text('Bob wrote:')),
      { type: 'blockquote', content: [p(text('old')), { type: 'blockquote', content: [p(text('older'))] }] },
      { type: 'signature', content: [p(text('Amy'))] },
    );
    expect(textOf(content)).toBe(
      'Dear Bob,\n\none\ntwo\n- a\n- b\n  3. c\n\nBob wrote:\n> old\n>\n>> older\n\n-- \nAmy',
    );
  });

  test.each([
    ['the page', 'https://x.test/a', 'the page <https://x.test/a>'],
    ['https://x.test/', 'https://x.test', 'https://x.test/'],
    ['x.test', 'https://x.test/', 'x.test'],
    ['bob@x.test', 'mailto:bob@x.test', 'bob@x.test'],
  ])('the link %j to %s is %j', (words, href, expected) => {
    expect(textOf(doc(p(text(words, link(href)))))).toBe(expected);
  });

  test('a link in pieces has its address once', () => {
    const href = 'https://x.test';
    expect(textOf(doc(p(text('a ', link(href)), text('b', { type: 'strong' }, link(href)))))).toBe(`a b <${href}>`);
  });
});

describe('a document from text', () => {
  test.each([
    '',
    'one',
    'one\ntwo\n\nthree',
    'one\n\n\n\ntwo',
    '\n\nOn Monday Bob wrote:\n> old\n>\n>> older',
    'words\n\n-- \nAmy\nx',
  ])('%j comes back as it was', (words) => expect(textOf(documentOf(words))).toBe(words));

  test('it is a document that a draft may hold', () => {
    const made = documentOf('a\n> b\n>> c\n\nd\n\n-- \ne');
    expect(v.parse(richDocument, made)).toEqual(made);
    expect(made.content.map(({ type }) => type)).toEqual(['paragraph', 'blockquote', 'paragraph', 'signature']);
  });
});

describe('the HTML that is sent', () => {
  const html = (...content: Block[]) =>
    /<body>\n(.*)\n<\/body>/s.exec(mailHtmlOf(doc(...content), () => 'cid:1@x'))?.[1];

  test('it has no class, no style, and nothing of the text is markup', () => {
    expect(html(p(text('a <b> & "c"', { type: 'strong' }, { type: 'em' }, link('https://x.test/?a="&b'))))).toBe(
      '<p><b><i><a href="https://x.test/?a=&quot;&amp;b">a &lt;b&gt; &amp; &quot;c&quot;</a></i></b></p>',
    );
    expect(html({ type: 'ordered_list', attrs: { order: 3 }, content: [item(p(text('a')))] })).toBe(
      '<ol start="3">\n<li><p>a</p></li>\n</ol>',
    );
    expect(html({ type: 'paragraph' })).toBe('<p><br></p>');
  });

  test('an image that is there stands in it; one that is not is its words', () => {
    const image: Inline = { type: 'image', attrs: { sha256, alt: 'a "b"' } };
    expect(html(p(image))).toBe('<p><img src="cid:1@x" alt="a &quot;b&quot;"></p>');
    expect(mailHtmlOf(doc(p(image)), () => null)).toContain('<p>a &quot;b&quot;</p>');
    expect(imagesIn(doc({ type: 'blockquote', content: [p(image)] }))).toEqual(new Set([sha256]));
  });
});

test.each([
  ['javascript:alert(1)', false],
  ['file:///etc/passwd', false],
  ['https://x.test', true],
  ['mailto:a@x.test', true],
])('a draft holds a link to %s: %j', (href, holds) => {
  expect(v.safeParse(richDocument, doc(p(text('a', link(href))))).success).toBe(holds);
});
