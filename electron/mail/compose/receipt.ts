import { randomUUID } from 'node:crypto';
import { domainToASCII } from 'node:url';
import MimeNode from 'nodemailer/lib/mime-node';
import type { Mailbox, MessageView } from '../../../shared/contract';
import { flow } from '../mime/flowed';

/**
 * Tells the author of a message that it was read (RFC 8098 §3): a report that programs read, and the same in words.
 * @param from whom the message was for, and who tells
 * @returns its bytes, with CRLF line ends
 */
export async function composeReceipt(
  { row, receiptTo, messageId }: Pick<MessageView, 'row' | 'receiptTo' | 'messageId'>,
  from: Mailbox,
): Promise<Buffer> {
  const domain = from.address.split('@').at(-1) ?? '';
  const root = new MimeNode('multipart/report; report-type=disposition-notification', {
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  });
  root.setHeader({
    From: oneLine(from),
    To: receiptTo.map(oneLine),
    Subject: `Read: ${plain(row.subject)}`,
    Date: new Date(),
    'Message-ID': `<${randomUUID()}@${domainToASCII(domain) || 'localhost'}>`,
    ...(messageId ? { 'In-Reply-To': `<${plain(messageId)}>`, References: `<${plain(messageId)}>` } : {}),
    'User-Agent': 'Posthorn',
  });
  const sent = `${row.date.slice(0, 10)} ${row.date.slice(11, 16)} UTC`;
  const words = `The message of ${sent} to ${from.address}, “${plain(row.subject)}”, was shown on a screen. Whether anybody read or understood it, this does not tell.`;
  root.createChild('text/plain; charset=utf-8; format=flowed; delsp=no').setContent(flow(words));
  const international = /[^\x20-\x7e]/.test(from.address);
  const fields = [
    'Reporting-UA: Posthorn',
    `Final-Recipient: ${international ? 'utf-8' : 'rfc822'};${plain(from.address)}`,
    ...(messageId ? [`Original-Message-ID: <${plain(messageId)}>`] : []),
    // A person has pressed a button for it (RFC 8098 §3.2.6).
    'Disposition: manual-action/MDN-sent-manually; displayed',
  ];
  root
    .createChild('message/disposition-notification')
    .setHeader('Content-Transfer-Encoding', international ? '8bit' : '7bit')
    .setContent(`${fields.join('\r\n')}\r\n`);
  return root.build();
}

/** A line end in a field would begin another field. */
const plain = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
const oneLine = ({ name, address }: Mailbox) => ({ name: plain(name), address: plain(address) });
