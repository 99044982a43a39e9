import type { LastReceive } from '../../shared/contract';

/** Since when all of these accounts have been looked at; null: one of them has not been yet. */
export function lookedAtAll(
  last: readonly Pick<LastReceive, 'accountId' | 'at'>[] | undefined,
  accountIds: readonly string[],
): string | null {
  const times = accountIds.map((accountId) => last?.find((one) => one.accountId === accountId)?.at ?? null);
  return times.reduce(
    (oldest, at) => (at !== null && oldest !== null && at < oldest ? at : at && oldest),
    times[0] ?? null,
  );
}
