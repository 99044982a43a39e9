import { type DOMOutputSpec, Schema } from 'prosemirror-model';

const inner =
  (tag: string): (() => DOMOutputSpec) =>
  () => [tag, 0];

/** What a formatted message can hold; `shared/rich-text` says the same of its JSON. Whatever is pasted ends as this. */
export const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { group: 'block', content: 'inline*', parseDOM: [{ tag: 'p' }, { tag: 'pre' }], toDOM: inner('p') },
    heading: {
      group: 'block',
      content: 'inline*',
      attrs: { level: { default: 1, validate: 'number' } },
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.min(level, 3) } })),
      toDOM: ({ attrs }) => [`h${attrs.level}`, 0],
    },
    blockquote: {
      group: 'block',
      content: 'block+',
      defining: true,
      parseDOM: [{ tag: 'blockquote' }],
      toDOM: inner('blockquote'),
    },
    bullet_list: { group: 'block', content: 'list_item+', parseDOM: [{ tag: 'ul' }], toDOM: inner('ul') },
    ordered_list: {
      group: 'block',
      content: 'list_item+',
      attrs: { order: { default: 1, validate: 'number' } },
      parseDOM: [
        {
          tag: 'ol',
          getAttrs: (list) => ({ order: Math.max(0, Math.trunc(Number(list.getAttribute('start') ?? 1)) || 1) }),
        },
      ],
      toDOM: ({ attrs }) => ['ol', attrs.order === 1 ? {} : { start: String(attrs.order) }, 0],
    },
    list_item: { content: 'paragraph block*', defining: true, parseDOM: [{ tag: 'li' }], toDOM: inner('li') },
    signature: {
      group: 'block',
      content: 'block+',
      defining: true,
      parseDOM: [{ tag: 'div[data-signature]' }],
      toDOM: () => ['div', { 'data-signature': '' }, 0],
    },
    text: { group: 'inline' },
    hard_break: { group: 'inline', inline: true, selectable: false, parseDOM: [{ tag: 'br' }], toDOM: () => ['br'] },
    image: {
      group: 'inline',
      inline: true,
      attrs: { sha256: { validate: 'string' }, alt: { default: '', validate: 'string' } },
      draggable: true,
      parseDOM: [
        {
          tag: 'img[data-sha256]',
          getAttrs: (image) => ({ sha256: image.getAttribute('data-sha256'), alt: image.getAttribute('alt') ?? '' }),
        },
      ],
      toDOM: ({ attrs }) => ['img', { 'data-sha256': attrs.sha256, alt: attrs.alt }],
    },
  },
  marks: {
    link: {
      attrs: { href: { validate: 'string' } },
      inclusive: false,
      parseDOM: [{ tag: 'a[href]', getAttrs: (link) => hrefOf(link.getAttribute('href') ?? '') }],
      toDOM: ({ attrs }) => ['a', { href: attrs.href }, 0],
    },
    strong: { parseDOM: [{ tag: 'strong' }, { tag: 'b' }], toDOM: inner('strong') },
    em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }], toDOM: inner('em') },
    underline: { parseDOM: [{ tag: 'u' }], toDOM: inner('u') },
  },
});

/** A link elsewhere than to the web or to an address is none in a mail. */
const hrefOf = (href: string) => (/^(https?:|mailto:)/i.test(href) && href.length <= 10_000 ? { href } : false);
