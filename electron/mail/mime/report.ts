import type { Email } from 'postal-mime';
import { messageIds } from './headers';

/** What became of a message for one recipient (RFC 3464 §2.3). */
export interface RecipientReport {
  /** To whom the reporting server tried to bring it, as an address where it says one. */
  recipient: string;
  /** To whom it was first sent, where that was told (RFC 3461 §4.2), or empty. */
  originalRecipient: string;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** RFC 3463: `5.1.1`, or empty. */
  status: string;
  /** In the words of the server that refused: `550 5.1.1 no such user`, or empty. */
  diagnostic: string;
  /** The server that was asked, or empty. */
  remoteMta: string;
}

/** A report about one message (RFC 3464, RFC 6522). */
export interface DeliveryReport {
  /** Message-IDs of what it may be about, without angle brackets, the surest first. */
  about: string[];
  recipients: RecipientReport[];
}

/** A report names each recipient; more than this is no report but an attack. */
const mostRecipients = 1_000;
const mostAbout = 50;
/** A field longer than this is no answer of a server. */
const longestField = 2_000;
const longestPart = 1_048_576;

const actions: ReadonlySet<string> = new Set<RecipientReport['action']>([
  'failed',
  'delayed',
  'delivered',
  'relayed',
  'expanded',
]);
const isAction = (word: string): word is RecipientReport['action'] => actions.has(word);

type Fields = ReadonlyMap<string, string>;

/** Groups of fields, parted by empty lines (RFC 3464 §2.1). Names are in lower case; of a field given twice the first counts. */
function groupsOf(text: string): Fields[] {
  const lines = text.split(/\r\n|\r|\n/);
  const groups: Map<string, string>[] = [];
  let group = new Map<string, string>();
  let name = '';
  for (const line of [...lines, '']) {
    if (line.trim() === '') {
      if (group.size > 0) groups.push(group);
      group = new Map();
      name = '';
    } else if (/^[ \t]/.test(line)) {
      const before = group.get(name);
      if (before !== undefined) group.set(name, `${before} ${line.trim()}`.slice(0, longestField));
    } else {
      const [, key = '', value = ''] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? [];
      name = group.has(key.toLowerCase()) ? '' : key.toLowerCase();
      if (name !== '') group.set(name, value.trim().slice(0, longestField));
    }
  }
  return groups;
}

/** `rfc822; bob@x.test`, `dns; mx.x.test`, `smtp; 550 no` without the type before it, and without comments and brackets. */
function typedValue(field: string | undefined): string {
  const value = (field ?? '').replace(/^[\w.-]+[ \t]*;/, '').trim();
  return /^<[^<>]*>$/.test(value) ? value.slice(1, -1) : value;
}

/** RFC 3461 §4. */
const fromXtext = (text: string): string =>
  text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** `5.1.1 (bad destination mailbox address)` without what is said about it. */
const statusOf = (field: string | undefined): string => /^[245]\.\d{1,3}\.\d{1,3}(?!\d)/.exec(field ?? '')?.[0] ?? '';

function recipientOf(fields: Fields): RecipientReport[] {
  const final = typedValue(fields.get('final-recipient'));
  const original = fromXtext(typedValue(fields.get('original-recipient')));
  const action = (/^[a-z]+/i.exec(fields.get('action') ?? '')?.[0] ?? '').toLowerCase();
  if ((final === '' && original === '') || !isAction(action)) return [];
  return [
    {
      recipient: final || original,
      originalRecipient: original,
      action,
      status: statusOf(fields.get('status')),
      diagnostic: typedValue(fields.get('diagnostic-code')),
      remoteMta: typedValue(fields.get('remote-mta')).replace(/\s*\(.*\)$/, ''),
    },
  ];
}

function textOf({ content }: Email['attachments'][number]): string {
  if (typeof content === 'string') return content.slice(0, longestPart);
  const bytes = content instanceof Uint8Array ? content : new Uint8Array(content);
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, longestPart)).toString('utf8');
}

const partsOf = (email: Email, types: readonly string[]) =>
  email.attachments.filter(({ mimeType }) => types.includes(mimeType.toLowerCase())).map(textOf);

const returned = [
  'message/rfc822',
  'text/rfc822-headers',
  'message/rfc822-headers',
  'message/global',
  'message/global-headers',
];

/**
 * What a message reports of another one's delivery; null where it is no such report. Which one that is may be said by the
 * identifier that the sender gave (ENVID), by what comes back of the message, or by what it answers.
 */
export function reportIn(email: Email): DeliveryReport | null {
  const type = email.headers.find(({ key }) => key === 'content-type')?.value ?? '';
  // A status that was forwarded, or attached by hand, reports nothing.
  if (!/^multipart\/report\b/i.test(type.trim())) return null;
  const [status] = partsOf(email, ['message/delivery-status', 'message/global-delivery-status']);
  if (status === undefined) return null;
  const groups = groupsOf(status);
  const recipients = groups.flatMap(recipientOf).slice(0, mostRecipients);
  if (recipients.length === 0) return null;
  const envelopeId = groups.map((group) => group.get('original-envelope-id')).find((id) => id !== undefined);
  const header = partsOf(email, returned).map((text) => groupsOf(text)[0]?.get('message-id'));
  const about = [
    ...(envelopeId ? [fromXtext(envelopeId).replace(/^<|>$/g, '')] : []),
    ...header.flatMap(messageIds),
    ...messageIds(email.inReplyTo),
    ...messageIds(email.references).reverse(),
  ];
  return { about: [...new Set(about)].slice(0, mostAbout), recipients };
}
