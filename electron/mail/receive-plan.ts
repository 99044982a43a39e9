import type { ReceivePolicy } from '../../shared/contract';
import { isShared } from './pop3';
import type { KnownUidl } from './store';

/** What a maildrop holds: sizes in octets and unique-ids, by message number. */
export interface Listing {
  sizes: ReadonlyMap<number, number>;
  uidls: ReadonlyMap<number, string>;
}

export interface FetchPlan {
  /** To be fetched whole, in the order of their numbers. */
  whole: number[];
  /** Of these the header alone is wanted for now. */
  headers: number[];
  /** New, but more than one session may take. */
  postponed: number;
}

/** What a session takes: all that is not here, as far as the policy goes. */
export function planFetch({ sizes, uidls }: Listing, known: readonly KnownUidl[], policy: ReceivePolicy): FetchPlan {
  const here = new Map(known.map((row) => [row.uidl, row]));
  const most = policy.mostPerSession ?? Number.POSITIVE_INFINITY;
  const plan: FetchPlan = { whole: [], headers: [], postponed: 0 };
  for (const [number, uidl] of uidls) {
    const octets = sizes.get(number) ?? 0;
    const row = here.get(uidl);
    if (row?.restWanted) plan.whole.push(number);
    else if (row) continue;
    else if (plan.whole.length + plan.headers.length >= most) plan.postponed += 1;
    else if (policy.headersAboveKib !== null && octets > policy.headersAboveKib * 1024) plan.headers.push(number);
    else plan.whole.push(number);
  }
  return plan;
}

const dayMs = 86_400_000;

/**
 * What the server may delete now. Only what is known goes, which is what is durable here or was deleted here; a message
 * of which only the header is here stays, unless a person deleted it.
 */
export function planDeletions(
  { uidls }: Listing,
  known: readonly KnownUidl[],
  { deleteOnServer, policy, nowMs }: { deleteOnServer: boolean; policy: ReceivePolicy; nowMs: number },
): number[] {
  const here = new Map(known.map((row) => [row.uidl, row]));
  const there = new Set(uidls.values());
  return [...uidls].flatMap(([number, uidl]) => {
    const row = here.get(uidl);
    const asked = row?.deleteRequested && (deleteOnServer || policy.deleteWhenMoved);
    if (!row || !(asked || (!row.partial && isOver(row, policy, nowMs)))) return [];
    // Of several messages with one unique-id nobody can say which of them is here.
    return isShared(uidl, here) || isShared(uidl, there) ? [] : [number];
  });
}

/** Whether the policy lets the server keep it no longer. */
function isOver({ sinceMs }: KnownUidl, policy: ReceivePolicy, nowMs: number): boolean {
  if (policy.afterDownload === 'delete-after-days') return sinceMs + policy.days * dayMs <= nowMs;
  return policy.afterDownload === 'delete';
}
