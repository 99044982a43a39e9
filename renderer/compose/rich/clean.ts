import purifier from 'dompurify';

const allowedTags = [
  ...['p', 'div', 'br', 'pre', 'blockquote', 'ul', 'ol', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr'],
  ...['span', 'b', 'strong', 'i', 'em', 'u', 'a', 'img', 'font'],
  ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'],
];

/**
 * What was copied elsewhere, as far as a message can hold it: meaning stays, looks go. Word's lists, which are paragraphs with
 * a mark in front, become lists; an image stays where it came along whole (`data:`) and is its words else, since to fetch
 * it would tell its server who writes to whom.
 */
export function cleanHtml(html: string): HTMLElement {
  // The reader of messages puts hooks of its own on the one purifier that the page's policy allows.
  purifier.removeAllHooks();
  // Under the page's policy a style is refused even where nothing is drawn; what it says is read from this name.
  const renamed = html
    .replace(/<style\b.*?<\/style\s*>/gis, '')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(\s)style(\s*=)/gi, '$1data-style$2'));
  const body = purifier.sanitize(renamed, {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: ['href', 'src', 'alt', 'start'],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|data:image\/(?:png|jpeg|gif|webp);base64,)/i,
    RETURN_DOM: true,
  });
  if (!(body instanceof HTMLElement)) return document.createElement('body');
  for (const element of all(body, '[data-style]')) {
    const style = styleOf(element);
    if (/mso-list:\s*ignore/i.test(style)) {
      // The mark of an item is all that says whether its list is numbered: `1.`, `a)`, and else `·`, `o`, `§`.
      const numbered = /^\s*\(?\w{1,5}[.)]/.test(element.textContent ?? '');
      if (numbered) element.closest('p')?.setAttribute('data-numbered', '');
      element.remove();
    } else if (/display:\s*none|mso-hide:\s*all/i.test(style)) element.remove();
  }
  wordLists(body);
  for (const element of all(body, '[data-style]')) meaningOfStyle(element);
  for (const image of all(body, 'img:not([src]):not([data-sha256]), img[src^="http" i]'))
    image.replaceWith(image.getAttribute('alt') ?? '');
  for (const row of all(body, 'tr')) {
    const paragraph = body.ownerDocument.createElement('p');
    for (const [at, cell] of [...row.children].entries()) {
      if (at > 0) paragraph.append(' ');
      paragraph.append(...cell.childNodes);
    }
    // A cell that holds paragraphs of its own keeps them.
    if (paragraph.querySelector('p, div, ul, ol, blockquote, h1, h2, h3')) row.replaceWith(...paragraph.childNodes);
    else row.replaceWith(paragraph);
  }
  return body;
}

const all = (root: HTMLElement, selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
const styleOf = (element: HTMLElement) => element.getAttribute('data-style') ?? '';

/** Bold, italic and underlined words, where only a style says so; or where a style says that a `<b>` is none, as Google's does. */
function meaningOfStyle(element: HTMLElement): void {
  const style = styleOf(element);
  element.removeAttribute('data-style');
  const weight = /font-weight:\s*(\w+)/i.exec(style)?.[1];
  if (/^(B|STRONG)$/.test(element.tagName) && weight && /^(normal|[1-5]00)$/.test(weight)) {
    element.replaceWith(...element.childNodes);
    return;
  }
  // A heading is bold anyway, and a block would put its mark around paragraphs.
  if (!/^(SPAN|FONT|A)$/.test(element.tagName)) return;
  if (weight && /^(bold|bolder|[6-9]00)$/.test(weight)) wrapInside(element, 'strong');
  if (/font-style:\s*(italic|oblique)/i.test(style)) wrapInside(element, 'em');
  if (/text-decoration[^;]*underline/i.test(style) && !element.closest('a')) wrapInside(element, 'u');
}

function wrapInside(element: HTMLElement, tag: string): void {
  const wrap = element.ownerDocument.createElement(tag);
  wrap.append(...element.childNodes);
  element.append(wrap);
}

const levelOf = (element: Element | null): number =>
  element instanceof HTMLElement ? Number(/mso-list:[^;]*\blevel(\d)/i.exec(styleOf(element))?.[1] ?? 0) : 0;

/** Each run of paragraphs of a Word list becomes a list, its levels nested. */
function wordLists(body: HTMLElement): void {
  for (const first of all(body, 'p[data-style*="mso-list" i]')) {
    if (levelOf(first) === 0 || first.closest('ul, ol')) continue;
    const run: HTMLElement[] = [];
    for (
      let next: Element | null = first;
      next instanceof HTMLElement && levelOf(next) > 0;
      next = next.nextElementSibling
    )
      run.push(next);
    const make = (tag: string) => body.ownerDocument.createElement(tag);
    const top = make(isNumbered(first) ? 'ol' : 'ul');
    first.before(top);
    const open: { list: HTMLElement; level: number }[] = [{ list: top, level: levelOf(first) }];
    for (const paragraph of run) {
      const level = levelOf(paragraph);
      while (open.length > 1 && (open.at(-1)?.level ?? 0) > level) open.pop();
      const parent = open.at(-1)?.list ?? top;
      const last = parent.lastElementChild;
      if (level > (open.at(-1)?.level ?? 0) && last) {
        const list = make(isNumbered(paragraph) ? 'ol' : 'ul');
        last.append(list);
        open.push({ list, level });
      }
      const item = make('li');
      paragraph.removeAttribute('data-style');
      item.append(paragraph);
      (open.at(-1)?.list ?? top).append(item);
    }
  }
}

const isNumbered = (paragraph: HTMLElement) => paragraph.hasAttribute('data-numbered');
