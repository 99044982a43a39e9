/** What CAPA said (RFC 2449 §5), in the types of what each capability means. Names and flags count in any case. */
export interface Capabilities {
  /** Whether the server answered CAPA at all; where it did not, nothing is known of what it can do. */
  readonly known: boolean;
  /** Every capability by its name in upper case, with its arguments as they came. */
  readonly announced: ReadonlyMap<string, readonly string[]>;
  readonly top: boolean;
  readonly uidl: boolean;
  /** USER and PASS. */
  readonly user: boolean;
  /** RFC 2595 §4. */
  readonly stls: boolean;
  readonly pipelining: boolean;
  readonly respCodes: boolean;
  /** RFC 3206 §6: whoever announces it marks every refusal of a password with `[AUTH]`. */
  readonly authRespCode: boolean;
  /** Mechanisms of RFC 5034, in upper case. */
  readonly sasl: readonly string[];
  /** Least pause between two logins; `perUser` where the value may change after the login. */
  readonly loginDelay: { seconds: number; perUser: boolean } | null;
  /** How long messages are kept on the server. */
  readonly expire: { days: number | 'never'; perUser: boolean } | null;
  readonly implementation: string | null;
  /** RFC 6856 §2; `user` where names and passwords may be in UTF-8 as well. */
  readonly utf8: { user: boolean } | null;
  /** RFC 6856 §3. */
  readonly lang: boolean;
}

function count(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
}

const has = (args: readonly string[] | undefined, word: string) =>
  args?.some((argument) => argument.toUpperCase() === word) ?? false;

function loginDelay(args: readonly string[] | undefined): Capabilities['loginDelay'] {
  const seconds = count(args?.[0]);
  return seconds === null ? null : { seconds, perUser: has(args, 'USER') };
}

function expire(args: readonly string[] | undefined): Capabilities['expire'] {
  const days = args?.[0]?.toUpperCase() === 'NEVER' ? 'never' : count(args?.[0]);
  return days === null ? null : { days, perUser: has(args, 'USER') };
}

/** The capabilities that these lines announce; a name that comes twice keeps the arguments of both. */
export function parseCapabilities(lines: readonly string[]): Capabilities {
  const announced = new Map<string, readonly string[]>();
  for (const line of lines) {
    const [word, ...args] = line.trim().split(/\s+/);
    if (!word) continue;
    const name = word.toUpperCase();
    announced.set(name, [...(announced.get(name) ?? []), ...args]);
  }
  const utf8 = announced.get('UTF8');
  const implementation = announced.get('IMPLEMENTATION');
  return {
    known: announced.size > 0,
    announced,
    top: announced.has('TOP'),
    uidl: announced.has('UIDL'),
    user: announced.has('USER'),
    stls: announced.has('STLS'),
    pipelining: announced.has('PIPELINING'),
    respCodes: announced.has('RESP-CODES'),
    authRespCode: announced.has('AUTH-RESP-CODE'),
    sasl: [...new Set((announced.get('SASL') ?? []).map((name) => name.toUpperCase()))],
    loginDelay: loginDelay(announced.get('LOGIN-DELAY')),
    expire: expire(announced.get('EXPIRE')),
    implementation: implementation?.join(' ') ?? null,
    utf8: utf8 ? { user: has(utf8, 'USER') } : null,
    lang: announced.has('LANG'),
  };
}

/** Of a server that does not know CAPA. */
export const noCapabilities: Capabilities = parseCapabilities([]);
