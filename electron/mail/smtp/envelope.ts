import { domainToASCII } from 'node:url';
import { fail } from '../../../shared/errors';
import type { Content } from './content';
import type { Extensions } from './extensions';

/** When the sender wants to hear of a delivery (RFC 3461 §4.1). `NEVER` stands alone. */
export type Notify = 'NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY';

/** One recipient; as a string where no more is to be said than the address. */
export type Recipient =
  | string
  | {
      address: string;
      notify?: readonly Notify[];
      /** Who the message was first for, where that is somebody else (RFC 3461 §4.2). */
      originally?: string;
    };

export interface Envelope {
  /** Empty for the null reverse-path: nobody is told of failures. */
  from: string;
  to: readonly Recipient[];
  /** RFC 3461 §4.3: what of the message comes back with a report. */
  ret?: 'FULL' | 'HDRS';
  /** RFC 3461 §4.4: by what the sender knows a report again. */
  envid?: string;
  /** RFC 8689: goes only where every line on the way is encrypted and verified. */
  requireTls?: boolean;
}

/** What makes up one transaction. */
export interface Mailing {
  envelope: Envelope;
  content: Content;
}

const ascii = /^[\x20-\x7e]*$/;

export const addressOf = (recipient: Recipient): string =>
  typeof recipient === 'string' ? recipient : recipient.address;

/** A domain with letters beyond ASCII has a form that every server knows (RFC 5891); a mailbox has none. */
export function onTheWire(address: string): string {
  const at = address.lastIndexOf('@');
  const [mailbox, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (!ascii.test(mailbox) || ascii.test(domain)) return address;
  return `${mailbox}@${domainToASCII(domain) || domain}`;
}

/** A line end or a bracket in an address would let it say more than an address (RFC 5321 §4.1.2). */
function checkAddress(address: string): void {
  if (/[\s<>\p{Cc}]/u.test(address) || !/^[^@]+@[^@]+$/.test(address)) throw fail('smtp.bad-address', { address });
}

/** @throws `smtp.no-recipient`, `smtp.bad-address` */
export function checkEnvelope({ from, to }: Envelope): void {
  if (to.length === 0) throw fail('smtp.no-recipient', {});
  if (from !== '') checkAddress(from);
  for (const recipient of to) checkAddress(addressOf(recipient));
}

/**
 * What the server said it can't do is not tried (RFC 1870 §6.1, RFC 6152 §3, RFC 6531 §3.2, RFC 3461 §4, RFC 8689 §4).
 * @throws `smtp.too-large`, `smtp.no-smtputf8`, `smtp.not-supported`
 */
export function checkAgainst(extensions: Extensions, encrypted: boolean, mailing: Mailing, host: string): void {
  const { envelope, content } = mailing;
  const limit = extensions.size?.most ?? null;
  if (limit !== null && content.size > limit) throw fail('smtp.too-large', { size: content.size, limit });
  const international = internationalAddress(envelope);
  if (international !== undefined && !extensions.smtpUtf8) throw fail('smtp.no-smtputf8', { address: international });
  const refuse = (extension: string) => fail('smtp.not-supported', { host, extension });
  if (content.eightBit && !extensions.eightBitMime) throw refuse('8BITMIME');
  if (wantsReports(envelope) && !extensions.dsn) throw refuse('DSN');
  if (envelope.requireTls && !(encrypted && extensions.requireTls)) throw refuse('REQUIRETLS');
}

const internationalAddress = ({ from, to }: Envelope): string | undefined =>
  [from, ...to.map(addressOf)].find((address) => !ascii.test(onTheWire(address)));

const wantsReports = ({ ret, envid, to }: Envelope): boolean =>
  ret !== undefined ||
  envid !== undefined ||
  to.some((one) => typeof one !== 'string' && (one.notify !== undefined || one.originally !== undefined));

/** The MAIL command with what the server's extensions let it say. */
export function mailCommand({ envelope, content }: Mailing, extensions: Extensions): string {
  const { from, ret, envid, requireTls } = envelope;
  const utf8 = extensions.smtpUtf8 && (content.eightBitHeader || internationalAddress(envelope) !== undefined);
  return [
    `MAIL FROM:<${onTheWire(from)}>`,
    ...(extensions.size ? [`SIZE=${content.size}`] : []),
    ...(content.eightBit ? ['BODY=8BITMIME'] : []),
    ...(utf8 ? ['SMTPUTF8'] : []),
    ...(ret ? [`RET=${ret}`] : []),
    ...(envid !== undefined ? [`ENVID=${xtext(envid)}`] : []),
    ...(requireTls ? ['REQUIRETLS'] : []),
  ].join(' ');
}

export function rcptCommand(recipient: Recipient): string {
  const command = `RCPT TO:<${onTheWire(addressOf(recipient))}>`;
  if (typeof recipient === 'string') return command;
  const { notify, originally } = recipient;
  return [
    command,
    ...(notify ? [`NOTIFY=${notify.join(',')}`] : []),
    ...(originally !== undefined ? [`ORCPT=${originalRecipient(originally)}`] : []),
  ].join(' ');
}

/** RFC 3461 §4.2; RFC 6533 §3 for addresses beyond ASCII. */
function originalRecipient(address: string): string {
  if (ascii.test(address)) return `rfc822;${xtext(address)}`;
  const encoded = [...address].map((letter) =>
    /[!-*,-<>-[\]-~]/.test(letter) ? letter : `\\x{${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
  return `utf-8;${encoded.join('')}`;
}

/** RFC 3461 §4. */
function xtext(text: string): string {
  return Array.from(Buffer.from(text), (octet) => {
    const plain = octet > 0x20 && octet < 0x7f && octet !== 0x2b && octet !== 0x3d;
    return plain ? String.fromCharCode(octet) : `+${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** Recipients in lots that the server takes in one transaction (RFC 9422 §4.2, §4.3), in their order. */
export function lotsOf<R extends Recipient>(to: readonly R[], { limits }: Extensions): R[][] {
  const most = limits.recipients ?? Number.POSITIVE_INFINITY;
  const mostDomains = limits.domains ?? Number.POSITIVE_INFINITY;
  const lots: R[][] = [];
  let lot: R[] = [];
  let domains = new Set<string>();
  for (const recipient of to) {
    const domain = onTheWire(addressOf(recipient)).split('@').at(-1)?.toLowerCase() ?? '';
    const oneDomainMore = !domains.has(domain) && domains.size >= mostDomains;
    if (lot.length > 0 && (lot.length >= most || oneDomainMore)) {
      lots.push(lot);
      lot = [];
      domains = new Set();
    }
    lot.push(recipient);
    domains.add(domain);
  }
  return [...lots, lot];
}
