import purifier from 'dompurify';

export interface Sanitised {
  /** A whole document, for the sandboxed frame. */
  html: string;
  /** How many things would be loaded from the network. */
  remote: number;
}

/** Attributes that make a reader's program load something. */
const loading = ['src', 'srcset', 'background', 'poster', 'data', 'longdesc', 'dynsrc', 'lowsrc'];
const remoteUrl = /^\s*(https?:|ftp:|\/\/)/i;
const remoteInCss = /(url\s*\(\s*["']?\s*(https?:|\/\/)[^)]*\))|(@import[^;]+;?)|(image-set\([^)]*\))/gi;

/**
 * Makes the HTML of a stranger fit to be shown: no script, form, frame or embedded thing, every link to a window of its
 * own (which is asked about), and nothing loaded from the network unless the reader wants the images.
 * @param partUrl where an inline image of this message is, by Content-ID
 */
export function sanitise(
  html: string,
  options: { images: boolean; partUrl(contentId: string): string | null },
): Sanitised {
  // One purifier for all: the page's policy allows it its one maker of trusted HTML.
  purifier.removeAllHooks();
  let remote = 0;
  const withoutRemote = (css: string) =>
    css.replace(remoteInCss, (found) => {
      remote += 1;
      return options.images && !found.startsWith('@') ? found : 'none';
    });

  purifier.addHook('afterSanitizeAttributes', (node) => {
    for (const name of loading) {
      const value = node.getAttribute(name);
      if (value === null) continue;
      const contentId = /^\s*cid:(.+)$/i.exec(value)?.[1];
      if (contentId !== undefined) {
        const url = options.partUrl(decodeURIComponent(contentId.trim()));
        if (url) node.setAttribute(name, url);
        else node.removeAttribute(name);
      } else if (remoteUrl.test(value) || (name === 'srcset' && value !== '')) {
        remote += 1;
        if (!options.images) {
          node.removeAttribute(name);
          if (node.tagName === 'IMG' && !node.getAttribute('alt')) node.setAttribute('alt', '');
        }
      }
    }
    const style = node.getAttribute('style');
    // Written only when it changes: the window's own policy takes each writing for a style of the window, and complains.
    const cleanStyle = withoutRemote(style ?? '');
    if (style !== null && cleanStyle !== style) node.setAttribute('style', cleanStyle);
    if (node.tagName === 'STYLE' && node.textContent) {
      const cleanSheet = withoutRemote(node.textContent);
      if (cleanSheet !== node.textContent) node.textContent = cleanSheet;
    }
    if (node.tagName === 'A' || node.tagName === 'AREA') {
      node.setAttribute('target', '_blank');
      node.setAttribute('rel', 'noreferrer noopener');
    }
  });
  const clean = purifier.sanitize(html, {
    WHOLE_DOCUMENT: true,
    FORBID_TAGS: [
      'script',
      'form',
      'input',
      'button',
      'textarea',
      'select',
      'option',
      'iframe',
      'frame',
      'object',
      'embed',
      'base',
      'link',
      'meta',
      'svg',
      'math',
      'audio',
      'video',
      'source',
      'track',
      'dialog',
    ],
    FORBID_ATTR: ['action', 'formaction', 'ping', 'autofocus', 'contenteditable', 'tabindex', 'accesskey'],
    ADD_ATTR: ['target'],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|cid|data:image\/(?:png|jpe?g|gif|webp)|app):?/i,
  });
  return { html: frameDocument(clean), remote };
}

const ownStyle =
  '<style>html{color-scheme:light;background:#fff}body{font:14px/1.6 -apple-system,"Segoe UI","Noto Sans","Noto Sans CJK TC",system-ui,sans-serif;color:#1c1a16;margin:12px 28px;overflow-wrap:anywhere}img{max-width:100%;height:auto}</style>';

function frameDocument(clean: string): string {
  const withHead = clean.includes('<head>')
    ? clean.replace('<head>', `<head><meta charset="utf-8">${ownStyle}`)
    : `${ownStyle}${clean}`;
  return `<!doctype html>${withHead}`;
}
