/** What EHLO announced (RFC 5321 §4.1.1.1), in the types of what each extension means. */
export interface Extensions {
  /** Every keyword in upper case, with its parameters as they came. */
  readonly announced: ReadonlyMap<string, readonly string[]>;
  /** RFC 1870. `most`: octets of the largest message; null where the server names no limit. */
  readonly size: { most: number | null } | null;
  /** RFC 6152. */
  readonly eightBitMime: boolean;
  /** RFC 2920. */
  readonly pipelining: boolean;
  /** RFC 3030. */
  readonly chunking: boolean;
  /** RFC 6531. */
  readonly smtpUtf8: boolean;
  /** RFC 3461. */
  readonly dsn: boolean;
  /** RFC 2034. */
  readonly enhancedStatusCodes: boolean;
  /** RFC 3207. */
  readonly startTls: boolean;
  /** RFC 8689. */
  readonly requireTls: boolean;
  /** RFC 9422: the most transactions in a session, recipients in one, and domains of these; null where it is not said. */
  readonly limits: {
    readonly mails: number | null;
    readonly recipients: number | null;
    readonly domains: number | null;
  };
  /** Mechanisms of RFC 4954, in upper case. */
  readonly auth: readonly string[];
}

/** @param lines of the reply to EHLO behind its first, without their codes */
export function parseExtensions(lines: readonly string[]): Extensions {
  const announced = new Map<string, readonly string[]>();
  for (const line of lines) {
    // `AUTH=PLAIN` is the form of a draft that old servers still give beside the right one.
    const [word, ...parameters] = line
      .trim()
      .replace(/^AUTH=/i, 'AUTH ')
      .split(/\s+/);
    if (!word) continue;
    const keyword = word.toUpperCase();
    announced.set(keyword, [...(announced.get(keyword) ?? []), ...parameters]);
  }
  const size = announced.get('SIZE');
  const limits = new Map((announced.get('LIMITS') ?? []).map((one) => pair(one)));
  return {
    announced,
    size: size ? { most: positive(size[0]) } : null,
    eightBitMime: announced.has('8BITMIME'),
    pipelining: announced.has('PIPELINING'),
    chunking: announced.has('CHUNKING'),
    smtpUtf8: announced.has('SMTPUTF8'),
    dsn: announced.has('DSN'),
    enhancedStatusCodes: announced.has('ENHANCEDSTATUSCODES'),
    startTls: announced.has('STARTTLS'),
    requireTls: announced.has('REQUIRETLS'),
    limits: {
      mails: positive(limits.get('MAILMAX')),
      recipients: positive(limits.get('RCPTMAX')),
      domains: positive(limits.get('RCPTDOMAINMAX')),
    },
    auth: [...new Set((announced.get('AUTH') ?? []).map((name) => name.toUpperCase()))],
  };
}

function pair(parameter: string): readonly [string, string] {
  const [name = '', value = ''] = parameter.split('=', 2);
  return [name.toUpperCase(), value];
}

/** A whole number above zero; zero says “no limit” (RFC 1870 §4), and anything else says nothing. */
function positive(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

/** Of a server that knows HELO alone. */
export const noExtensions: Extensions = parseExtensions([]);
