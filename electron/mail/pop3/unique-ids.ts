import { createHash } from 'node:crypto';

const longestAllowed = 70;
/** RFC 1939 §7 allows 70 octets, and more is seen in the wild; what is much longer is kept as its digest. */
const longestKept = 512;
const digested = /^long-[0-9a-f]{64}$/;

const numbered = / \(\d+\)$/;
/** What the server gave. */
const baseOf = (id: string) => (id.endsWith(')') ? id.replace(numbered, '') : id);
/** No unique-id of a server holds a space, so none can be mistaken for one of these. */
const nth = (id: string, n: number) => (n === 1 ? id : `${id} (${n})`);

const kept = (uidl: string) =>
  uidl.length > longestKept ? `long-${createHash('sha256').update(uidl).digest('hex')}` : uidl;

/**
 * Distinct ids for all messages of a maildrop, though the server gave the same one to several: the second message with
 * the id `a` is `a (2)`, and so on. So k messages with one id are k ids, whichever of them comes first at the next login.
 */
export function distinctIds(uidls: ReadonlyMap<number, string>): Map<number, string> {
  const ids = new Map<number, string>();
  for (const [number, uidl] of uidls) ids.set(number, kept(uidl));
  const genuine = new Set(ids.values());
  // As nearly all servers give them; the rest takes several times as long.
  if (genuine.size === ids.size) return ids;
  const seen = new Map<string, number>();
  return new Map(
    [...ids].map(([number, id]) => {
      let n = (seen.get(id) ?? 0) + 1;
      while (n > 1 && genuine.has(nth(id, n))) n += 1;
      seen.set(id, n);
      return [number, nth(id, n)] as const;
    }),
  );
}

/** Whether the server's own id was longer than RFC 1939 §7 allows. @param id as `distinctIds` gives it */
export function isLong(id: string): boolean {
  const own = id.replace(numbered, '');
  return own.length > longestAllowed || digested.test(own);
}

/**
 * Whether the server gave this id to several messages, so that nobody can say which of them it means.
 * @param ids those that are known or on the server
 */
export function isShared(id: string, ids: { has(id: string): boolean }): boolean {
  return ids.has(nth(baseOf(id), 2));
}

/**
 * The ids that no message has any more. Of several messages with one id the last is forgotten, whichever is gone: the
 * others get the lower ones at the next login.
 * @param before all ids of the maildrop
 * @param gone those of the messages that were deleted
 */
export function idsToForget(before: readonly string[], gone: readonly string[]): string[] {
  const present = new Set(before);
  return gone.map((id) => {
    const base = baseOf(id);
    if (!isShared(id, present)) {
      const only = present.has(id) ? id : base;
      present.delete(only);
      return only;
    }
    let last = 2;
    while (present.has(nth(base, last + 1))) last += 1;
    present.delete(nth(base, last));
    return nth(base, last);
  });
}

/**
 * Ids like `a (3)` that are known, though the server has fewer messages with the id `a` by now: a new one that gets it
 * would be taken for known. Where one of them is to be deleted all stay, since they say that `a` may mean another.
 * @param known ids, and whether their message is to be deleted on the server
 * @param present all that the server has
 */
export function staleIds(
  known: ReadonlyMap<string, { deleteRequested: boolean }>,
  present: ReadonlySet<string>,
): string[] {
  return [...known.keys()].filter(
    (id) => numbered.test(id) && !present.has(id) && !known.get(baseOf(id))?.deleteRequested,
  );
}

/** What tells a message apart where the server has no unique-ids: it stays the same as long as the message does. */
export function idFromHeader(octets: number, header: Buffer): string {
  return createHash('sha256').update(`${octets}\0`).update(header).digest('hex');
}

const blankLine = Buffer.from('\r\n\r\n');

/** Takes the header off the front of a message that comes in pieces: what TOP with no lines of the body would give. */
export class HeaderCollector {
  private gathered = Buffer.alloc(0);
  private complete = false;

  /** @param most octets that are kept of a message without an end of its header */
  constructor(private readonly most: number) {}

  push(chunk: Buffer): void {
    if (this.complete) return;
    const from = Math.max(0, this.gathered.byteLength - blankLine.byteLength);
    this.gathered = Buffer.concat([this.gathered, chunk]);
    const end = this.endOfHeader(from);
    if (end < 0 && this.gathered.byteLength < this.most) return;
    this.gathered = this.gathered.subarray(0, end < 0 ? this.most : end);
    this.complete = true;
  }

  private endOfHeader(from: number): number {
    // A message without any header begins with the blank line.
    if (this.gathered.subarray(0, 2).equals(blankLine.subarray(2))) return 2;
    const found = this.gathered.indexOf(blankLine, from);
    return found < 0 ? -1 : found + blankLine.byteLength;
  }

  get header(): Buffer {
    return this.gathered;
  }
}
