/** One record of an answer, as far as the checks need it. */
export interface Found {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, … */
  rcode: string;
  /** Canonical names on the way, the last one is where the data lies. */
  aliases: readonly string[];
  /** RDATA of the type that was asked for, in presentation form. */
  data: readonly string[];
}

/** Asks for records; the same question is asked once. */
export interface Lookup {
  /** @param name without its final dot */
  ask(name: string, type: string): Promise<Found>;
}

/** The strings of a TXT record put together (RFC 7208 §3.3), with escapes undone. */
export function textOf(data: string): string {
  const strings = data.match(/"((?:[^"\\]|\\.)*)"/g) ?? [];
  return strings
    .map((one) =>
      one
        .slice(1, -1)
        .replace(/\\(\d{3}|.)/g, (_, escaped: string) =>
          escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
        ),
    )
    .join('');
}

/** Dotted digits, be they an address or not: where a name has to stand they are wrong either way. */
export const isDottedDigits = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
