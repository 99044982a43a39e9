import { bodyStart } from './headers';

/** A part without parts of its own, octet for octet as it came. */
export interface Leaf {
  /** Of Content-Transfer-Encoding, in lower case; empty: none was said. */
  encoding: string;
  /** Still encoded, and without the line end that belongs to the boundary behind it (RFC 2046 §5.1.1). */
  body: Buffer;
}

/** As deep as the parser goes. */
const deepest = 256;

/** The leaves of a message in their order. What is no multipart as RFC 2046 wants it is a leaf itself. */
export function* leavesOf(raw: Buffer, depth = 0): Generator<Leaf> {
  // A part may have no header: its first line is the empty one.
  const noHeader = /^\r?\n/.exec(raw.subarray(0, 2).toString('latin1'))?.[0].length;
  const start = noHeader ?? bodyStart(raw);
  const header = raw.subarray(0, start).toString('latin1');
  const body = raw.subarray(start);
  const boundary = depth < deepest ? boundaryIn(header) : null;
  const parts = boundary === null ? [] : partsOf(body, boundary);
  if (parts.length === 0) yield { encoding: fieldOf(header, 'content-transfer-encoding').toLowerCase(), body };
  for (const part of parts) yield* leavesOf(part, depth + 1);
}

/** The value of a field, unfolded, as far as its comments and parameters. */
function fieldOf(header: string, name: string): string {
  const found = new RegExp(`^${name}[ \\t]*:((?:.*(?:\\r?\\n[ \\t])?)*)`, 'im').exec(header)?.[1] ?? '';
  return found.replace(/\([^)]*\)/g, ' ').trim();
}

function boundaryIn(header: string): string | null {
  const type = fieldOf(header, 'content-type');
  if (!/^multipart\//i.test(type)) return null;
  const found = /;\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i.exec(type);
  return (found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2] ?? '').trimEnd() || null;
}

function partsOf(body: Buffer, boundary: string): Buffer[] {
  const parts: Buffer[] = [];
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  let start: number | null = null;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + 1)) {
    if (at > 0 && body[at - 1] !== lf) continue;
    const line = lineAt(body, at + delimiter.byteLength);
    const last = line.text.startsWith('--');
    // The boundary of another multipart may begin with this one.
    if (!/^(--)?[ \t]*$/.test(line.text)) continue;
    if (start !== null) parts.push(body.subarray(start, Math.max(start, beforeLineEnd(body, at))));
    start = last ? null : line.end;
    if (last) break;
  }
  // A message that was cut off has no last boundary.
  if (start !== null) parts.push(body.subarray(start));
  return parts;
}

const lf = 10;
const cr = 13;

function lineAt(body: Buffer, from: number): { text: string; end: number } {
  const found = body.indexOf(lf, from);
  const end = found < 0 ? body.byteLength : found + 1;
  return {
    text: body
      .subarray(from, end)
      .toString('latin1')
      .replace(/\r?\n$/, ''),
    end,
  };
}

function beforeLineEnd(body: Buffer, at: number): number {
  if (at === 0 || body[at - 1] !== lf) return at;
  return at > 1 && body[at - 2] === cr ? at - 2 : at - 1;
}
