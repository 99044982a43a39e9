/** Where most addresses of the world are: a slip of the finger leads to one of them more often than elsewhere. */
const common = [
  'gmail.com',
  'yahoo.com',
  'yahoo.com.tw',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'msn.com',
  'icloud.com',
  'proton.me',
  'protonmail.com',
  'gmx.net',
  'qq.com',
  '163.com',
];

const mostSlips = 2;

/** The domain that was probably meant, or null. @param own domains that the person's own accounts are at */
export function suggestDomain(domain: string, own: readonly string[]): string | null {
  const typed = domain.toLowerCase();
  let best: { domain: string; slips: number } | null = null;
  for (const known of [...own, ...common]) {
    const slips = slipsBetween(typed, known.toLowerCase());
    // Of a short name half could be changed by two slips.
    const most = Math.min(mostSlips, Math.floor(known.length / 4));
    if (slips > 0 && slips <= most && slips < (best?.slips ?? Number.POSITIVE_INFINITY))
      best = { domain: known, slips };
  }
  return best?.domain ?? null;
}

/** Letters put in, left out, changed or swapped with their neighbour (optimal string alignment). */
function slipsBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min(at(rows, i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(rows, i - 1, j - 1) + (same ? 0 : 1));
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, at(rows, i - 2, j - 2) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return at(rows, one.length, other.length);
}

const at = (rows: readonly number[][], i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
