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

interface Answer {
  statusCode: number;
  headers?: Record<string, string>;
  data: Buffer;
}

const nothing: Answer = { statusCode: 404, data: Buffer.alloc(0) };

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
  async function answer(address: string): Promise<Answer> {
    const url = new URL(address);
    if (url.host === 'posthorn') return page(pagesFolder, url.pathname);
    const [, kind, first, second] = url.pathname.split('/');
    if (url.host === 'message' && kind === 'view') return message(staged, first ?? '');
    if (url.host === 'message' && kind === 'part') return image(partOf, Number(first), Number(second));
    return nothing;
  }
  // Its successor, `handle`, loads the whole of fetch into the main process before the first page is there: a tenth of the
  // time to the inbox. `registerSource` is better than both, and not in the oldest Electron this runs on.
  session.protocol.registerBufferProtocol('app', (request, callback) => {
    // Whatever went wrong, a page only learns that there is nothing.
    answer(request.url).then(callback, () => callback(nothing));
  });
}

async function page(folder: string, pathname: string): Promise<Answer> {
  const path = normalize(join(folder, decodeURIComponent(pathname)));
  const type = types[extname(path)];
  if (!path.startsWith(folder + sep) || !type) return nothing;
  return found(type, await readFile(path), {
    'content-security-policy': pagePolicy,
    'referrer-policy': 'no-referrer',
  });
}

function message(staged: StagedMessages, token: string): Answer {
  const message = staged.get(token);
  if (!message) return nothing;
  return found('text/html; charset=utf-8', Buffer.from(message.html), {
    'content-security-policy': messagePolicy(message.images),
    'referrer-policy': 'no-referrer',
  });
}

async function image(
  partOf: (id: number, part: number) => Promise<{ type: string; bytes: Uint8Array }>,
  id: number,
  part: number,
): Promise<Answer> {
  const { type, bytes } = await partOf(id, part);
  // Only pictures are shown inside a message; SVG is a document that can hold more than a picture.
  if (!/^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(type)) return nothing;
  return found(type, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function found(type: string, data: Buffer, headers: Record<string, string> = {}): Answer {
  return { statusCode: 200, headers: { 'content-type': type, 'x-content-type-options': 'nosniff', ...headers }, data };
}
