import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';
import type { StagedMessages } from './staged-messages';

/** `app://posthorn/…` is the program itself; `app://message/…` is what others sent, in a place of its own. */
export const appOrigin = 'app://posthorn';
export const startPage = `${appOrigin}/index.html`;

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  'frame-src app://message',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types dompurify posthorn',
].join('; ');

/** For mail HTML, whatever its sanitiser let through: no script, no form, no request but for images that were asked for. */
function messagePolicy(images: boolean): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src app://message data:${images ? ' https: http:' : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
    'sandbox allow-popups allow-popups-to-escape-sandbox',
    `frame-ancestors ${appOrigin}`,
  ].join('; ');
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Must run before the app is ready: a standard, secure scheme has an origin and obeys a policy. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * @param pagesFolder the built renderer
 * @param partOf gives an inline image of a message
 */
export function serveAppScheme(
  session: Session,
  pagesFolder: string,
  staged: StagedMessages,
  partOf: (id: number, part: number) => Promise<{ type: string; bytes: Uint8Array }>,
): void {
  session.protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    try {
      if (url.host === 'posthorn') return await page(pagesFolder, url.pathname);
      const [, kind, first, second] = url.pathname.split('/');
      if (url.host === 'message' && kind === 'view') return message(staged, first ?? '');
      if (url.host === 'message' && kind === 'part') return await image(partOf, Number(first), Number(second));
    } catch {
      // Whatever went wrong, a page only learns that there is nothing.
    }
    return new Response(null, { status: 404 });
  });
}

async function page(folder: string, pathname: string): Promise<Response> {
  const path = normalize(join(folder, decodeURIComponent(pathname)));
  const type = types[extname(path)];
  if (!path.startsWith(folder + sep) || !type) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(await readFile(path)), {
    headers: {
      'content-type': type,
      'content-security-policy': pagePolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
}

function message(staged: StagedMessages, token: string): Response {
  const found = staged.get(token);
  if (!found) return new Response(null, { status: 404 });
  return new Response(found.html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': messagePolicy(found.images),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
}

async function image(
  partOf: (id: number, part: number) => Promise<{ type: string; bytes: Uint8Array }>,
  id: number,
  part: number,
): Promise<Response> {
  const { type, bytes } = await partOf(id, part);
  // Only pictures are shown inside a message; SVG is a document that can hold more than a picture.
  if (!/^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(type)) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(bytes), {
    headers: { 'content-type': type, 'x-content-type-options': 'nosniff' },
  });
}
